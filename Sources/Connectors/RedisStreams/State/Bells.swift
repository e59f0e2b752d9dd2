/// Who waits on the session, and for what.
struct Bells: Sendable {
    /// What is waited for.
    enum Bell: Hashable, Sendable {
        /// Entries to hand out, or an error: for the source's consumer.
        case news
        /// Room for more entries: for the reader.
        case room
        /// Something to acknowledge: for the upkeep.
        case work
    }

    typealias Waiter = CheckedContinuation<Void, Never>

    private var waiters: [Bell: Waiter] = [:]
    private var rung: Set<Bell> = []

    /// Parks a waiter; answers one that has to be resumed instead: this one when it has rung already, or an older one.
    mutating func park(_ waiter: Waiter, at bell: Bell) -> Waiter? {
        if rung.remove(bell) != nil { return waiter }
        return waiters.updateValue(waiter, forKey: bell)
    }

    /// Answers whom to resume; nobody waiting, the next one will not have to.
    mutating func ring(_ bell: Bell) -> Waiter? {
        let waiter = waiters.removeValue(forKey: bell)
        if waiter == nil { rung.insert(bell) }
        return waiter
    }
}
