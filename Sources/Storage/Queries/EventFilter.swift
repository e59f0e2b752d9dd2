public import Domain

/// Which events of a project are wanted; what is nil or empty does not restrict.
public struct EventFilter: Sendable, Equatable {
    /// Events of one of these sources.
    public var sources: [ULID]
    /// Events with a delivery to one of these endpoints.
    public var endpoints: [ULID]
    /// Events of exactly this type.
    public var eventType: String?
    /// Events with this idempotency key, duplicates included.
    public var idempotencyKey: String?
    /// Events whose own time lies in this range.
    public var created: TimeRange

    /// Makes a filter.
    public init(
        sources: [ULID] = [],
        endpoints: [ULID] = [],
        eventType: String? = nil,
        idempotencyKey: String? = nil,
        created: TimeRange = TimeRange()
    ) {
        self.sources = sources
        self.endpoints = endpoints
        self.eventType = eventType
        self.idempotencyKey = idempotencyKey
        self.created = created
    }
}
