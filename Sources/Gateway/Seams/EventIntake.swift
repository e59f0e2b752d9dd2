public import Domain

/// Where accepted events go: the intake stream.
public protocol EventIntake: Sendable {
    /// Appends entries and returns only after the stream has answered that it has all of them.
    ///
    /// An implementation never waits beyond `deadline`: it throws instead, and the producer is told to try again. What
    /// was appended by then stays; a repeat by the producer makes a second event unless it gave an idempotency key.
    func append(_ entries: [IntakeEntry], until deadline: ContinuousClock.Instant) async throws
}

/// Why the intake takes nothing now.
public struct IntakeRefusal: Error, Sendable, CustomStringConvertible {
    /// What is wrong, for a person.
    public let reason: String

    /// How long the producer shall wait before it tries again.
    public let retryAfter: Duration

    /// Makes a refusal.
    public init(reason: String, retryAfter: Duration = .seconds(1)) {
        self.reason = reason
        self.retryAfter = retryAfter
    }

    /// The reason.
    public var description: String { reason }
}
