public import Domain
public import Logging

/// What a connector may use of the process it runs in.
public struct ConnectorRuntime: Sendable {
    /// The source's id.
    public let source: ULID

    /// The source's name, for logs and for the client's name at the broker.
    public let sourceName: String

    /// Which of the source's workers this is, from 0.
    public let slot: Int

    /// Logs with the source's metadata.
    public let logger: Logger

    /// Where the connector says how it fares.
    public let status: StatusReporter

    /// The labels that every metric of this consumer carries.
    public let dimensions: [(String, String)]

    /// Describes the surroundings of a connector.
    public init(
        source: ULID,
        sourceName: String,
        slot: Int,
        logger: Logger,
        status: StatusReporter,
        dimensions: [(String, String)]
    ) {
        self.source = source
        self.sourceName = sourceName
        self.slot = slot
        self.logger = logger
        self.status = status
        self.dimensions = dimensions
    }
}
