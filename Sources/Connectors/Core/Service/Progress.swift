internal import Synchronization

/// Whether a session has brought anything: after that its failure is news, not one more of the same.
final class Progress: Sendable {
    private let received_ = Atomic(false)

    func received() { received_.store(true, ordering: .relaxed) }

    var hasReceived: Bool { received_.load(ordering: .relaxed) }
}
