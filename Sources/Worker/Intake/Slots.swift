internal import Synchronization

/// A counted number of permissions, given back when the work is done.
final class Slots: Sendable {
    private let free: Mutex<Int>
    private let returned = Signal()

    init(_ count: Int) {
        free = Mutex(count)
    }

    func take() async throws {
        while true {
            let isTaken = free.withLock { free in
                guard free > 0 else { return false }
                free -= 1
                return true
            }
            if isTaken { return }
            try await returned.wait()
        }
    }

    func give() {
        free.withLock { $0 += 1 }
        returned.ring()
    }
}
