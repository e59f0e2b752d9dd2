internal import Synchronization

/// Outcomes on their way from the dispatcher to the recorder; bounded by what the dispatcher has in memory.
final class OutcomeQueue: Sendable {
    private struct State {
        var outcomes: [Outcome] = []
        var isClosed = false
    }

    private let state = Mutex(State())
    private let arrival = Signal()

    func append(_ outcome: Outcome) {
        let isFirst = state.withLock { state in
            state.outcomes.append(outcome)
            return state.outcomes.count == 1
        }
        if isFirst { arrival.ring() }
    }

    /// No more outcomes come; what is there can still be taken.
    func close() {
        state.withLock { $0.isClosed = true }
        arrival.ring()
    }

    /// Suspends until there are outcomes, and takes up to `limit`; nil after the last.
    func next(upTo limit: Int) async throws -> [Outcome]? {
        while true {
            let (outcomes, isClosed) = state.withLock { state -> ([Outcome], Bool) in
                guard state.outcomes.count > limit else {
                    defer { state.outcomes = [] }
                    return (state.outcomes, state.isClosed)
                }
                defer { state.outcomes.removeFirst(limit) }
                return (Array(state.outcomes.prefix(limit)), state.isClosed)
            }
            if !outcomes.isEmpty { return outcomes }
            if isClosed { return nil }
            try await arrival.wait()
        }
    }
}
