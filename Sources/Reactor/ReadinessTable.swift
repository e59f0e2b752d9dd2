/// Who waits for which descriptor: the reactor's mirror of what the kernel has been told.
///
/// A value without any I/O: each change answers what `epoll` has to be told. One-shot waits share a descriptor with
/// each other and with a persistent watch; nobody has to know of the others.
struct ReadinessTable<Watch> {
    typealias WaitID = UInt64
    typealias Interest = Reactor.Interest

    /// What the kernel shall report for a descriptor from now on.
    struct Arming: Equatable {
        var interest: Interest
        /// Report once and then be silent, or report as long as the condition lasts.
        var isOneShot: Bool
        /// Comes back with each report; a report that carries an older mark speaks of a forgotten descriptor.
        var mark: UInt32
    }

    /// What follows from one report of the kernel.
    struct Report {
        var resumed: [(id: WaitID, interest: Interest)] = []
        var watch: (handler: Watch, interest: Interest)?
        var arming: Arming?
    }

    private struct Wait {
        let id: WaitID
        let interest: Interest
    }

    private struct Registration {
        var waits: [Wait] = []
        var watch: (interest: Interest, handler: Watch)?
        let mark: UInt32

        var arming: Arming {
            let waited = waits.reduce(into: Interest()) { $0.formUnion($1.interest) }
            return Arming(interest: waited.union(watch?.interest ?? []), isOneShot: watch == nil, mark: mark)
        }

        mutating func changed(by body: (inout Registration) -> Void) -> Arming {
            body(&self)
            return arming
        }
    }

    private var registrations: [Int32: Registration] = [:]
    private var nextMark: UInt32 = 0

    var count: Int { registrations.count }

    /// Every descriptor that the kernel may still report.
    var all: [Int32] { Array(registrations.keys) }

    /// Adds a one-shot wait.
    mutating func add(_ id: WaitID, on descriptor: Int32, _ interest: Interest) -> Arming {
        change(descriptor) { $0.waits.append(Wait(id: id, interest: interest)) }
    }

    /// Drops a wait. The kernel stays armed: at worst it reports once for nobody, which is cheaper than a system call.
    mutating func remove(_ id: WaitID, on descriptor: Int32) {
        registrations[descriptor]?.waits.removeAll { $0.id == id }
    }

    /// Sets the persistent watch of a descriptor; answers the handler that it replaces.
    mutating func watch(
        _ descriptor: Int32,
        _ interest: Interest,
        _ handler: Watch
    ) -> (arming: Arming, replaced: Watch?) {
        let replaced = registrations[descriptor]?.watch?.handler
        return (change(descriptor) { $0.watch = (interest, handler) }, replaced)
    }

    /// Ends the persistent watch; answers its handler, and what remains to be armed when anybody is left.
    mutating func unwatch(_ descriptor: Int32) -> (arming: Arming?, removed: Watch?) {
        guard var registration = registrations[descriptor] else { return (nil, nil) }
        let removed = registration.watch.take()?.handler
        if registration.waits.isEmpty {
            registrations[descriptor] = nil
            return (nil, removed)
        }
        registrations[descriptor] = registration
        return (registration.arming, removed)
    }

    /// Forgets a descriptor; answers the waits that it leaves behind and the handler of its watch.
    mutating func forget(_ descriptor: Int32) -> (waits: [WaitID], removed: Watch?) {
        guard let registration = registrations.removeValue(forKey: descriptor) else { return ([], nil) }
        return (registration.waits.map(\.id), registration.watch?.handler)
    }

    /// The kernel reports a descriptor as ready for `interest`.
    mutating func reported(_ descriptor: Int32, _ interest: Interest, mark: UInt32) -> Report {
        var report = Report()
        guard var registration = registrations[descriptor], registration.mark == mark else { return report }
        if let watch = registration.watch {
            let ready = watch.interest.intersection(interest)
            if !ready.isEmpty { report.watch = (watch.handler, ready) }
        }
        if !registration.waits.isEmpty {
            for wait in registration.waits {
                let ready = wait.interest.intersection(interest)
                if !ready.isEmpty { report.resumed.append((wait.id, ready)) }
            }
            registration.waits.removeAll { !$0.interest.isDisjoint(with: interest) }
            registrations[descriptor] = registration
        }
        let isArmedForTooMuch = registration.watch.map { !$0.interest.isSuperset(of: interest) } ?? false
        let isSilentTooEarly = registration.watch == nil && !registration.waits.isEmpty
        if isArmedForTooMuch || isSilentTooEarly { report.arming = registration.arming }
        return report
    }

    private mutating func change(_ descriptor: Int32, _ body: (inout Registration) -> Void) -> Arming {
        let fresh = Registration(mark: nextMark)
        nextMark &+= 1
        return registrations[descriptor, default: fresh].changed(by: body)
    }
}
