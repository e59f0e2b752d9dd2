public import Domain

/// One request that was sent for a delivery, and what came back.
public struct AttemptRecord: Sendable, Equatable {
    /// The attempt's own id.
    public let id: ULID
    /// The delivery it was made for.
    public let delivery: ULID
    /// Counts from 1 over the whole life of the delivery.
    public let number: Int
    /// When the request began.
    public let requestedAt: Timestamp
    /// The HTTP method.
    public let method: String
    /// The URL, without credentials.
    public let url: String
    /// The address that was connected to, such as "203.0.113.7:443".
    public let address: String?
    /// The headers that were sent, credentials masked.
    public let requestHeaders: [Header]
    /// The HTTP status; nil when there was no answer.
    public let status: Int?
    /// The headers of the answer.
    public let responseHeaders: [Header]
    /// The body of the answer, capped.
    public let responseBody: Bytes
    /// Whether the body was longer than what is kept.
    public let isTruncated: Bool
    /// Why there was no usable answer, in words.
    public let error: String?
    /// How long it took.
    public let timings: AttemptTimings

    /// When the answer was complete, or the attempt given up.
    public var respondedAt: Timestamp {
        requestedAt.adding(.microseconds(timings.total))
    }

    /// Whether the endpoint took the event.
    public var isSuccess: Bool {
        status.map { (200..<300).contains($0) } ?? false
    }

    /// Makes a record.
    public init(
        id: ULID,
        delivery: ULID,
        number: Int,
        requestedAt: Timestamp,
        method: String = "POST",
        url: String,
        address: String? = nil,
        requestHeaders: [Header],
        status: Int? = nil,
        responseHeaders: [Header] = [],
        responseBody: Bytes = [],
        isTruncated: Bool = false,
        error: String? = nil,
        timings: AttemptTimings
    ) {
        self.id = id
        self.delivery = delivery
        self.number = number
        self.requestedAt = requestedAt
        self.method = method
        self.url = url
        self.address = address
        self.requestHeaders = requestHeaders
        self.status = status
        self.responseHeaders = responseHeaders
        self.responseBody = responseBody
        self.isTruncated = isTruncated
        self.error = error
        self.timings = timings
    }
}
