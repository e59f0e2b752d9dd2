extension Reactor {
    /// What a descriptor is waited for, and what it turned out to be ready for.
    public struct Interest: OptionSet, Hashable, Sendable {
        /// One bit for each kind of readiness.
        public let rawValue: UInt8

        /// Makes a set from its bits.
        public init(rawValue: UInt8) { self.rawValue = rawValue }

        /// Bytes, a connection or the end of the stream can be read.
        public static let read = Interest(rawValue: 1)

        /// Bytes can be written.
        public static let write = Interest(rawValue: 2)
    }
}
