public import Domain

/// Which deliveries of a project are wanted; what is nil or empty does not restrict.
public struct DeliveryFilter: Sendable, Equatable {
    /// Deliveries to one of these endpoints.
    public var endpoints: [ULID]
    /// Deliveries of this event.
    public var event: ULID?
    /// Deliveries made by this subscription.
    public var subscription: ULID?
    /// Deliveries in one of these states.
    public var statuses: [DeliveryStatus]
    /// Deliveries of events of exactly this type.
    public var eventType: String?
    /// Deliveries of events of one of these sources.
    public var sources: [ULID]
    /// Deliveries of events with this idempotency key.
    public var idempotencyKey: String?
    /// Deliveries of events whose own time lies in this range.
    public var created: TimeRange

    /// Makes a filter.
    public init(
        endpoints: [ULID] = [],
        event: ULID? = nil,
        subscription: ULID? = nil,
        statuses: [DeliveryStatus] = [],
        eventType: String? = nil,
        sources: [ULID] = [],
        idempotencyKey: String? = nil,
        created: TimeRange = TimeRange()
    ) {
        self.endpoints = endpoints
        self.event = event
        self.subscription = subscription
        self.statuses = statuses
        self.eventType = eventType
        self.sources = sources
        self.idempotencyKey = idempotencyKey
        self.created = created
    }
}
