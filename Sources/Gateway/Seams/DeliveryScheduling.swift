public import Domain

/// Starts deliveries again on somebody's demand.
public protocol DeliveryScheduling: Sendable {
    /// Begins the retry schedule of a delivery anew: the next attempt is due at once and all attempts of the policy are
    /// ahead. Attempts made before stay recorded.
    ///
    /// Returns when the database knows: whatever happens then, the delivery is sent.
    ///
    /// - Returns: When the next attempt is due, or nil when the project has no such delivery.
    /// - Throws: ``ResendRefusal`` when the delivery's state does not allow it.
    func resend(_ delivery: ULID, project: ULID) async throws -> DeliveryRestart?
}

/// What became of a delivery that was asked to start again.
public struct DeliveryRestart: Sendable, Equatable {
    /// When the next attempt is due.
    public let dueAt: Timestamp

    /// Makes an answer.
    public init(dueAt: Timestamp) {
        self.dueAt = dueAt
    }
}

/// Why a delivery is not sent again.
public struct ResendRefusal: Error, Sendable, CustomStringConvertible {
    /// What is wrong, for a person.
    public let reason: String

    /// Makes a refusal.
    public init(reason: String) {
        self.reason = reason
    }

    /// The reason.
    public var description: String { reason }
}
