public import Domain

/// Where accepted messages go: the hand-off to the worker.
public protocol Intake: Sendable {
    /// Keeps the entries so that they survive a crash. All or an error: after an error none may be taken for kept.
    func append(_ entries: [IntakeEntry]) async throws

    /// Waits until the worker has caught up enough for more; returns at once as long as there is room.
    func waitForRoom() async throws
}
