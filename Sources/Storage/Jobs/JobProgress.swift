public import Domain

/// What a job has done so far.
public struct JobProgress: Sendable, Equatable {
    /// A partition of what is read.
    public struct Partition: Sendable, Equatable {
        /// Its name, such as `orders/3`.
        public var name: String
        /// The first offset of the range.
        public var start: Int64
        /// The next offset to be read: everything before it has been dealt with.
        public var position: Int64
        /// The offset after the last of the range.
        public var end: Int64

        /// Describes a partition.
        public init(name: String, start: Int64, position: Int64, end: Int64) {
            self.name = name
            self.start = start
            self.position = position
            self.end = end
        }
    }

    /// Messages read.
    public var messages: Int
    /// Events handed on; in a dry run, that would have been.
    public var events: Int
    /// Messages that are no events and became dead letters.
    public var deadLetters: Int
    /// Messages that the source leaves out, such as tombstones.
    public var skipped: Int
    /// The time of the oldest message.
    public var oldest: Timestamp?
    /// The time of the newest message.
    public var newest: Timestamp?
    /// The partitions, once it is known which there are.
    public var partitions: [Partition]

    /// Describes progress; without arguments, that of a job that has not begun.
    public init(
        messages: Int = 0,
        events: Int = 0,
        deadLetters: Int = 0,
        skipped: Int = 0,
        oldest: Timestamp? = nil,
        newest: Timestamp? = nil,
        partitions: [Partition] = []
    ) {
        self.messages = messages
        self.events = events
        self.deadLetters = deadLetters
        self.skipped = skipped
        self.oldest = oldest
        self.newest = newest
        self.partitions = partitions
    }
}
