internal import Domain
public import Logging

/// A swift-log handler that writes one line per event.
public struct LineLogHandler: LogHandler {
    /// The least important level that is written.
    public var logLevel: Logger.Level
    /// What the logger adds to each line.
    public var metadata: Logger.Metadata = [:]
    /// What the task adds to each line.
    public var metadataProvider: Logger.MetadataProvider?

    private let label: String
    private let render: @Sendable (LogLine) -> String
    private let write: @Sendable (String) -> Void

    /// Makes a handler for the logger called `label`.
    ///
    /// - Parameters:
    ///   - isColored: whether text lines colour the level; JSON never does.
    ///   - write: takes whole lines with their newline, from any thread.
    public init(
        label: String,
        format: LogFormat,
        level: Logger.Level = .info,
        isColored: Bool = StandardError.isTerminal,
        write: @escaping @Sendable (String) -> Void = StandardError.write
    ) {
        self.label = label
        self.logLevel = level
        self.write = write
        switch format {
        case .text: render = { TextLine.render($0, isColored: isColored) }
        case .json: render = JSONLine.render
        }
    }

    /// One entry of ``metadata``.
    public subscript(metadataKey key: String) -> Logger.MetadataValue? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    /// Writes one line.
    public func log(event: LogEvent) {
        // The event's own metadata wins over the provider's, and that over the logger's.
        var merged = metadata
        if let provided = metadataProvider?.get() {
            merged.merge(provided) { $1 }
        }
        if let own = event.metadata {
            merged.merge(own) { $1 }
        }
        let line = LogLine(
            time: .now(),
            label: label,
            level: event.level,
            message: event.message.description,
            error: event.error,
            metadata: merged.sorted { $0.key < $1.key }.map { (key: $0.key, value: $0.value) }
        )
        write(render(line))
    }
}
