public import Domain

/// Where accepted messages go: the hand-off to the worker.
public protocol Intake: Sendable {
    /// Keeps the entries so that they survive a crash. All or an error: after an error none may be taken for kept.
    func append(_ entries: [IntakeEntry]) async throws

    /// Waits until the worker has stored everything in the entries for good, as an event or as a dead letter.
    ///
    /// - Returns: false when that has not come to pass within the limit: the entries may be gone, and are appended again.
    func areStored(_ entries: [IntakeEntry], within limit: Duration) async throws -> Bool

    /// Waits until the worker has caught up enough for more; returns at once as long as there is room.
    func waitForRoom() async throws
}
