internal import Reactor

extension RedisStreamsSession {
    func ring(_ bell: Bells.Bell) {
        bells.ring(bell)?.resume()
    }

    /// Waits until somebody rings, the time has come, or the task is cancelled. May also return for no reason: callers look again.
    func wait(for bell: Bells.Bell, until deadline: ContinuousClock.Instant? = nil) async {
        let timer = deadline.map { due in
            reactor.schedule(at: due) { self.assumeIsolated { $0.ring(bell) } }
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { waiter in
                if Task.isCancelled { return waiter.resume() }
                bells.park(waiter, at: bell)?.resume()
            }
        } onCancel: {
            // Queued, never run in place: at the earliest after the waiter was parked.
            reactor.execute { self.assumeIsolated { $0.ring(bell) } }
        }
        if let timer { reactor.cancel(timer) }
    }
}
