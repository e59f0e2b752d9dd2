/// A connector whose broker keeps what it has delivered, so that it can be read again.
///
/// Reading again disturbs nobody: it takes no part in a group, acknowledges nothing, and leaves no trace in the broker.
public protocol HistoryConnector: Connector {
    /// What the messages are read from.
    associatedtype History: HistorySession

    /// Finds the partitions and where to begin and end in each, lends a session on them, and closes it, also when `body` throws or
    /// the task is cancelled.
    ///
    /// - Throws: ``ConnectorError``, or what `body` throws.
    nonisolated(nonsending)
        func withHistory<Result: Sendable>(
            _ plan: HistoryPlan,
            _ body: (History) async throws -> Result
        ) async throws -> Result
}

/// What is to be read.
public enum HistoryPlan: Hashable, Sendable {
    /// A range, in all partitions that it touches.
    case range(HistoryRange)
    /// What was left of a range when its reading was broken off.
    case rest([HistoryPartition])
}

/// One partition of what is read.
public struct HistoryPartition: Hashable, Sendable {
    /// Its name, such as `orders/3`: the middle of the positions of its messages.
    public let name: String
    /// The first offset of the range.
    public let start: Int64
    /// The next offset to be read.
    public var position: Int64
    /// The offset after the last of the range. Offsets may be missing in between, and at the end.
    public let end: Int64

    /// Describes a partition.
    public init(name: String, start: Int64, position: Int64, end: Int64) {
        self.name = name
        self.start = start
        self.position = position
        self.end = end
    }
}

/// Messages that were read again, and how far reading has come with them.
public struct HistoryBatch: Sendable {
    /// The messages; there may be none, when only positions have changed.
    public let messages: [Message]
    /// Every partition as it is after these messages.
    public let partitions: [HistoryPartition]

    /// Makes a batch.
    public init(messages: [Message], partitions: [HistoryPartition]) {
        self.messages = messages
        self.partitions = partitions
    }
}

/// A stretch of history that is being read, from its beginning to its end.
public protocol HistorySession: Sendable {
    /// Every partition and how far it has been read.
    var partitions: [HistoryPartition] { get async }

    /// Waits for messages and returns what there is, at most `limit`; nil when all partitions have been read to their end.
    ///
    /// The session stays as it is however long the caller is away between two calls, and holds a bounded number of messages.
    ///
    /// - Throws: ``ConnectorError`` when the session is of no use any more; `CancellationError` at once when the task is cancelled.
    func next(upTo limit: Int) async throws -> HistoryBatch?
}
