internal import Gateway
internal import Logging
internal import Postgres
internal import ServiceLifecycle
internal import Storage
internal import Synchronization

/// Listens for changes of the configuration, for everything in this process that follows them.
final class ConfigurationChanges: Service {
    private let listener: PostgresListener
    private let epoch: ConfigurationEpoch
    private let waiters = Mutex<[Int: CheckedContinuation<Void, Never>]>([:])
    private let nextID = Atomic<Int>(0)

    init(listener: PostgresListener, epoch: ConfigurationEpoch) {
        self.listener = listener
        self.epoch = epoch
    }

    func run() async {
        await cancelWhenGracefulShutdown {
            for await event in self.listener {
                switch event {
                case .notification(let notification):
                    if let version = Int64(notification.payload) { self.epoch.advance(to: version) }
                    self.wake()
                case .connected:
                    self.wake()
                case .disconnected: break
                }
            }
        }
    }

    /// Returns at the next change, and after `limit` at the latest.
    func next(within limit: Duration) async {
        await withTaskGroup { group in
            group.addTask { try? await Task.sleep(for: limit) }
            group.addTask { await self.park() }
            await group.next()
            group.cancelAll()
        }
    }

    private func park() async {
        let id = nextID.add(1, ordering: .relaxed).newValue
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                waiters.withLock { $0[id] = continuation }
                if Task.isCancelled { wake(id) }
            }
        } onCancel: {
            self.wake(id)
        }
    }

    private func wake(_ id: Int) {
        waiters.withLock { $0.removeValue(forKey: id) }?.resume()
    }

    private func wake() {
        let all = waiters.withLock { waiters in
            defer { waiters = [:] }
            return waiters
        }
        for waiter in all.values { waiter.resume() }
    }
}
