internal import Domain
internal import Synchronization

/// How many slots fall to this process: an even share among the processes that would take the same ones.
///
/// Nobody decides for others. A process that has more than its share gives the newest of them back; one that has its share waits before
/// it takes more, so that those with less come first, and takes what nobody else wants.
final class PoolBalance: Sendable {
    /// One worker of one source.
    struct Slot: Hashable, Sendable {
        let source: ULID
        let number: Int
    }

    /// How a process stood when it began to wait before it takes a slot.
    struct Standing {
        /// It had its share.
        let isFull: Bool
        /// Which state of the pool that was.
        fileprivate let change: Int
    }

    private struct State {
        /// Slots of all sources that this process may run.
        var total = 0
        /// Of those, how many of each source nobody shall run, because they would have nothing to do.
        var idle: [ULID: Int] = [:]
        /// Processes that may run the same, this one among them.
        var members = 1
        /// What this process has, oldest first.
        var held: [(slot: Slot, surrender: StopSignal)] = []
        /// Taken because nobody else did: not given back again before the members change.
        var unwanted: Set<Slot> = []
        /// How often the pool has changed: who waited under another pool may find that others now want the slot too.
        var changes = 0

        var share: Int { max(1, (total - idle.values.reduce(0, +) + members - 1) / members) }
        var isFull: Bool { held.count >= share }
    }

    private let state = Mutex(State())

    /// Slots that this process shall have.
    var share: Int { state.withLock { $0.share } }

    /// Whether this process has its share, now.
    var standing: Standing { state.withLock { Standing(isFull: $0.isFull, change: $0.changes) } }

    func update(total: Int) {
        state.withLock { state in
            if state.total != total { state.changes += 1 }
            state.total = total
        }
    }

    /// Notes how many of a source's slots nobody shall run.
    func update(idle count: Int, of source: ULID) {
        state.withLock { state in
            if state.idle[source, default: 0] != count { state.changes += 1 }
            state.idle[source] = count > 0 ? count : nil
        }
    }

    func update(members: Int) {
        state.withLock { state in
            if state.members != members {
                state.changes += 1
                state.unwanted = []
            }
            state.members = max(1, members)
        }
    }

    /// Books a slot that this process has taken.
    ///
    /// Nobody else wants one that was still free after the process had its share and waited, unless the pool changed meanwhile.
    /// - Returns: what asks for the slot to be given back.
    func took(_ slot: Slot, after standing: Standing) -> StopSignal {
        let surrender = StopSignal()
        state.withLock { state in
            if standing.isFull, state.isFull, standing.change == state.changes { state.unwanted.insert(slot) }
            state.held.append((slot, surrender))
        }
        return surrender
    }

    /// Books a slot out.
    func gaveBack(_ slot: Slot) {
        state.withLock { state in
            state.held.removeAll { $0.slot == slot }
            state.unwanted.remove(slot)
        }
    }

    /// Asks for half of what is beyond the share, the newest first; called again and again, it comes to the share in a few steps.
    func surrenderSurplus() {
        let surrendered = state.withLock { state in
            let candidates = state.held.reversed().filter { !state.unwanted.contains($0.slot) }
            let surplus = candidates.count - state.share
            guard surplus > 0 else { return [StopSignal]() }
            return candidates.prefix((surplus + 1) / 2).map(\.surrender)
        }
        for signal in surrendered { signal.request() }
    }
}
