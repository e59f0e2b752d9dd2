/// What users of a connector may rely on; shown in the documentation and in the API.
public struct ConnectorTraits: Hashable, Sendable {
    /// In which order messages arrive.
    public enum Ordering: String, Hashable, Sendable {
        /// In no order that could be relied on.
        case none
        /// In the order of their partition.
        case perPartition
        /// In the order of their key or group.
        case perKey
    }

    /// In which order messages arrive.
    public let ordering: Ordering

    /// Whether a redelivered message comes with the same position, so that it is stored once.
    public let hasStablePositions: Bool

    /// Whether the broker itself can deliver a message again after a given time.
    public let hasNativeDelay: Bool

    /// Whether the way of sharing work lets any number of consumers of one source be useful.
    public let sharesWithinPartition: Bool

    /// Describes a connector.
    public init(ordering: Ordering, hasStablePositions: Bool, hasNativeDelay: Bool, sharesWithinPartition: Bool) {
        self.ordering = ordering
        self.hasStablePositions = hasStablePositions
        self.hasNativeDelay = hasNativeDelay
        self.sharesWithinPartition = sharesWithinPartition
    }
}
