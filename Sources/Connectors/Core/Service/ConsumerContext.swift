internal import Domain
public import Logging

/// Who a consumer is: its source, its number, and where it reports.
public struct ConsumerContext: Sendable {
    /// The source.
    public let source: SourceDescription

    /// The number of the worker, from 0.
    public let slot: Int

    /// The consumer's place on the status board.
    public var key: StatusBoard.Key { .init(source: source.id, slot: slot) }

    let status: StatusReporter
    let logger: Logger

    /// Describes a consumer.
    public init(source: SourceDescription, slot: Int, board: StatusBoard, logger: Logger) {
        self.source = source
        self.slot = slot
        status = StatusReporter(board: board, key: .init(source: source.id, slot: slot))
        var logger = logger
        logger[metadataKey: LogKey.source] = "\(source.id)"
        logger[metadataKey: LogKey.sourceName] = "\(source.name)"
        logger[metadataKey: LogKey.kind] = "\(source.kind)"
        logger[metadataKey: LogKey.slot] = "\(slot)"
        self.logger = logger
    }

    var dimensions: [(String, String)] {
        [
            (ConnectorMetric.Dimension.source, source.id.description),
            (ConnectorMetric.Dimension.kind, source.kind.rawValue),
            (ConnectorMetric.Dimension.slot, String(slot)),
        ]
    }

    var runtime: ConnectorRuntime {
        ConnectorRuntime(
            source: source.id,
            sourceName: source.name,
            slot: slot,
            logger: logger,
            status: status,
            dimensions: dimensions
        )
    }
}
