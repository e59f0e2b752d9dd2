internal import Synchronization

/// Whether a session has brought anything: after that its failure is news, not one more of the same.
final class Progress: Sendable {
    private let flag = Atomic(false)

    func received() { flag.store(true, ordering: .relaxed) }

    var hasReceived: Bool { flag.load(ordering: .relaxed) }
}
