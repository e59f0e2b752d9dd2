internal import Domain
internal import Queue
internal import Synchronization

/// The intake entries this worker holds, and how many of each one's deliveries have no row yet.
///
/// An entry is acknowledged when its last delivery has a row; until then its bytes count against the worker's memory.
/// Safe from any thread.
final class EntryLedger: Sendable {
    /// One entry of one shard's stream.
    struct Ticket: Hashable, Sendable {
        let shard: Int
        let id: StreamID
    }

    /// Entries and payload bytes a worker holds at most.
    struct Bound: Sendable {
        /// Held whatever the pace: enough for the batches that are being written.
        var fewestEntries = 500
        var entries = 2_000
        var bytes = 96 << 20
    }

    private struct Held {
        var open: Int
        let bytes: Int
        var renewedAt: ContinuousClock.Instant
    }

    private struct State {
        var held: [Ticket: Held] = [:]
        var bytes = 0
        var limit: Int
        var pace = Pace()
    }

    /// How much of its pace a worker holds: well below the dispatcher's grace, or what it reads takes the long way through the
    /// schedule, which makes a busy worker slower still.
    private static let horizon: Duration = .milliseconds(1_500)

    private let bound: Bound
    private let state: Mutex<State>
    private let room = Signal()

    init(bound: Bound = Bound()) {
        self.bound = bound
        state = Mutex(State(limit: bound.fewestEntries))
    }

    var count: Int { state.withLock { $0.held.count } }

    func holds(_ ticket: Ticket) -> Bool { state.withLock { $0.held[ticket] != nil } }

    /// Takes entries in before anything is done with them.
    func hold(_ entries: [(ticket: Ticket, bytes: Int)], now: ContinuousClock.Instant = .now) {
        state.withLock { state in
            for entry in entries where state.held[entry.ticket] == nil {
                state.held[entry.ticket] = Held(open: 0, bytes: entry.bytes, renewedAt: now)
                state.bytes += entry.bytes
            }
        }
    }

    /// Says how many deliveries must get rows before each entry may be acknowledged.
    func expect(_ counts: [(ticket: Ticket, deliveries: Int)]) {
        state.withLock { state in
            for (ticket, deliveries) in counts { state.held[ticket]?.open = deliveries }
        }
    }

    /// Books one delivery's row for each ticket; returns the entries that are complete by that.
    func settle(_ tickets: some Sequence<Ticket>) -> [Ticket] {
        state.withLock { state in
            var complete: [Ticket] = []
            for ticket in tickets {
                guard let index = state.held.index(forKey: ticket) else { continue }
                state.held.values[index].open -= 1
                if state.held.values[index].open <= 0 { complete.append(ticket) }
            }
            return complete
        }
    }

    /// Lets go of entries, acknowledged or given up.
    func release(_ tickets: some Sequence<Ticket>) {
        state.withLock { state in
            for ticket in tickets {
                guard let held = state.held.removeValue(forKey: ticket) else { continue }
                state.bytes -= held.bytes
            }
        }
        room.ring()
    }

    /// Notes that attempts have ended: the worker's pace, by which the number of entries it holds is bounded.
    func attempted(_ count: Int, now: ContinuousClock.Instant = .now) {
        state.withLock { state in
            state.pace.ended(count)
            guard let held = state.pace.look(at: now, within: Self.horizon) else { return }
            state.limit = min(max(held, bound.fewestEntries), bound.entries)
        }
    }

    /// Entries that may be held now.
    var limit: Int { state.withLock { $0.limit } }

    /// Suspends while the worker holds as much as it may.
    func waitForRoom() async throws {
        while state.withLock({ $0.held.count >= $0.limit || $0.bytes >= bound.bytes }) {
            try await room.wait()
        }
    }

    /// Entries held for long since they were read or renewed: their idle time in Redis must be reset, or another worker takes them.
    func dueForRenewal(after age: Duration, now: ContinuousClock.Instant = .now) -> [Ticket] {
        state.withLock { state in
            let due = state.held.filter { now - $0.value.renewedAt >= age }.map(\.key)
            for ticket in due { state.held[ticket]?.renewedAt = now }
            return due
        }
    }
}
