internal import Reactor

/// The deadlines of all requests, by request.
typealias Deadlines = TimerHeap<UInt64>

extension Deadlines {
    typealias Token = TimerToken
}
