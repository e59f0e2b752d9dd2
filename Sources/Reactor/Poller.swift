internal import CEpoll
internal import Glibc

/// Owns the kernel's half of a reactor: an epoll instance, and the eventfd that interrupts its wait.
///
/// Every call is safe from any thread; only the reactor's thread waits.
struct Poller: ~Copyable {
    /// One report of the kernel.
    struct Event {
        let descriptor: Int32
        let interest: Reactor.Interest
        let mark: UInt32
    }

    private let epoll: Int32
    private let bell: Int32

    init() {
        epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
        bell = eventfd(0, Int32(EFD_NONBLOCK) | Int32(EFD_CLOEXEC))
        precondition(epoll >= 0 && bell >= 0, "no descriptors left for a reactor; raise the limit (ulimit -n)")
        var event = epoll_event(events: EPOLLIN.rawValue, data: epoll_data_t(u64: Self.key(of: bell, mark: 0)))
        let status = epoll_ctl(epoll, EPOLL_CTL_ADD, bell, &event)
        precondition(status == 0, "epoll refused the reactor's own eventfd")
    }

    deinit {
        close(epoll)
        close(bell)
    }

    /// Ends the current or the next wait at once.
    func ring() {
        var one: UInt64 = 1
        _ = write(bell, &one, MemoryLayout<UInt64>.size)
    }

    /// Tells the kernel what to report; false when it cannot watch this descriptor (closed, or an ordinary file).
    func arm(_ descriptor: Int32, _ arming: ReadinessTable<Reactor.Handler>.Arming) -> Bool {
        var mask: UInt32 = 0
        if arming.interest.contains(.read) { mask |= EPOLLIN.rawValue | EPOLLRDHUP.rawValue }
        if arming.interest.contains(.write) { mask |= EPOLLOUT.rawValue }
        if arming.isOneShot { mask |= EPOLLONESHOT.rawValue }
        var event = epoll_event(
            events: mask,
            data: epoll_data_t(u64: Self.key(of: descriptor, mark: arming.mark))
        )
        if epoll_ctl(epoll, EPOLL_CTL_MOD, descriptor, &event) == 0 { return true }
        return epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event) == 0
    }

    /// Ends all reports about a descriptor.
    func disarm(_ descriptor: Int32) {
        var event = epoll_event()
        epoll_ctl(epoll, EPOLL_CTL_DEL, descriptor, &event)
    }

    /// Waits up to `milliseconds` (-1: without limit) and puts what is ready into `events`.
    func wait(milliseconds: Int32, into events: inout [Event]) {
        events.removeAll(keepingCapacity: true)
        withUnsafeTemporaryAllocation(of: epoll_event.self, capacity: Self.batch) { raw in
            let count = epoll_wait(epoll, raw.baseAddress, Int32(Self.batch), milliseconds)
            // A negative count is an interrupting signal: nothing is ready.
            for index in 0..<Int(max(count, 0)) {
                let key = raw[index].data.u64
                let descriptor = Int32(truncatingIfNeeded: key)
                if descriptor == bell {
                    silence()
                } else {
                    let interest = Self.interest(of: raw[index].events)
                    events.append(
                        Event(descriptor: descriptor, interest: interest, mark: UInt32(truncatingIfNeeded: key >> 32))
                    )
                }
            }
        }
    }

    /// How many reports are taken from the kernel at once.
    private static let batch = 128

    private func silence() {
        var drained: UInt64 = 0
        _ = read(bell, &drained, MemoryLayout<UInt64>.size)
    }

    private static func key(of descriptor: Int32, mark: UInt32) -> UInt64 {
        UInt64(mark) << 32 | UInt64(UInt32(bitPattern: descriptor))
    }

    private static func interest(of events: UInt32) -> Reactor.Interest {
        // Whoever waits for either must see the error by reading or writing.
        if events & (EPOLLERR.rawValue | EPOLLHUP.rawValue) != 0 { return [.read, .write] }
        var interest: Reactor.Interest = []
        if events & (EPOLLIN.rawValue | EPOLLRDHUP.rawValue) != 0 { interest.insert(.read) }
        if events & EPOLLOUT.rawValue != 0 { interest.insert(.write) }
        return interest
    }
}
