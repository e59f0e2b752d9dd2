internal import Testing

@testable internal import Redis

@Suite("Requests and their replies")
struct ExchangeQueueTests {
    private typealias Queue = ExchangeQueue<String>
    private static let start = ContinuousClock.now
    private static let late = start.advanced(by: .seconds(60))

    private func makeQueue(commands: Int = 100, bytes: Int = 1_000) -> Queue {
        Queue(limits: .init(commands: commands, bytes: bytes))
    }

    private func submit(
        _ queue: inout Queue,
        _ id: UInt64,
        size: Int = 10,
        expecting: Int = 1,
        until deadline: ContinuousClock.Instant = late
    ) {
        queue.submit(
            id,
            bytes: [UInt8](repeating: UInt8(id % 256), count: size),
            expecting: expecting,
            at: Self.start,
            until: deadline,
            waiter: "w\(id)"
        )
    }

    private func admitted(_ queue: inout Queue) -> [UInt8] {
        var outgoing: [UInt8] = []
        queue.admit(into: &outgoing)
        return outgoing
    }

    /// The waiter whom a reply completes, with the numbers that it got.
    private func completed(_ queue: inout Queue, _ number: Int64) -> String? {
        guard case .completed(let waiter, let replies) = queue.accept(.integer(number)) else { return nil }
        return waiter + replies.map { " \($0.text ?? "-")" }.joined()
    }

    @Test("belong together in the order of requests")
    func order() {
        var queue = makeQueue()
        submit(&queue, 1)
        submit(&queue, 2, expecting: 2)
        submit(&queue, 3)
        #expect(admitted(&queue).count == 30)
        #expect(completed(&queue, 10) == "w1 10")
        #expect(completed(&queue, 20) == nil)
        #expect(completed(&queue, 21) == "w2 20 21")
        #expect(completed(&queue, 30) == "w3 30")
        #expect(queue.isEmpty)
        #expect(queue.commandsInFlight == 0)
        #expect(queue.bytesInFlight == 0)
    }

    @Test("keep their order when a waiter in flight gives up")
    func withdrawInFlight() {
        var queue = makeQueue()
        for id in 1...3 as ClosedRange<UInt64> { submit(&queue, id, expecting: 2) }
        _ = admitted(&queue)
        #expect(completed(&queue, 10) == nil)
        #expect(queue.withdraw(1) == "w1")
        #expect(queue.withdraw(2) == "w2")
        #expect(queue.withdraw(2) == nil)
        for number in [11, 20, 21, 30] as [Int64] { #expect(completed(&queue, number) == nil) }
        #expect(completed(&queue, 31) == "w3 30 31")
        #expect(queue.withdraw(3) == nil)
        #expect(queue.bytesInFlight == 0)
    }

    @Test("are never sent when their waiter gave up before")
    func withdrawWaiting() {
        var queue = makeQueue(commands: 1)
        for id in 1...3 as ClosedRange<UInt64> { submit(&queue, id) }
        #expect(admitted(&queue) == [UInt8](repeating: 1, count: 10))
        #expect(queue.withdraw(2) == "w2")
        #expect(completed(&queue, 1) == "w1 1")
        #expect(admitted(&queue) == [UInt8](repeating: 3, count: 10))
        #expect(completed(&queue, 3) == "w3 3")
        #expect(queue.isEmpty)
    }

    @Test("wait for room in commands and in bytes, first come first served")
    func credit() {
        var queue = makeQueue(commands: 4, bytes: 100)
        submit(&queue, 1, size: 60, expecting: 1)
        submit(&queue, 2, size: 60, expecting: 1)
        submit(&queue, 3, size: 1, expecting: 1)
        #expect(admitted(&queue).count == 60)
        #expect(completed(&queue, 1) == "w1 1")
        #expect(admitted(&queue).count == 61)
        submit(&queue, 4, size: 1, expecting: 3)
        #expect(admitted(&queue).isEmpty)
        _ = completed(&queue, 2)
        #expect(admitted(&queue).count == 1)
        #expect(queue.commandsInFlight == 4)
    }

    @Test("larger than every bound go alone")
    func oversize() {
        var queue = makeQueue(commands: 4, bytes: 100)
        submit(&queue, 1, size: 500, expecting: 9)
        submit(&queue, 2)
        #expect(admitted(&queue).count == 500)
        for number in 1...8 as ClosedRange<Int64> { #expect(completed(&queue, number) == nil) }
        #expect(admitted(&queue).isEmpty)
        #expect(completed(&queue, 9) == "w1 1 2 3 4 5 6 7 8 9")
        #expect(admitted(&queue).count == 10)
    }

    @Test("are appended to what is not written yet")
    func coalescing() {
        var queue = makeQueue()
        var outgoing: [UInt8] = [0]
        submit(&queue, 1, size: 1)
        submit(&queue, 2, size: 2)
        queue.admit(into: &outgoing)
        #expect(outgoing == [0, 1, 2, 2])
    }

    @Test("end at their deadline, in flight and waiting, and keep their place")
    func deadlines() {
        var queue = makeQueue(commands: 2)
        let soon = Self.start.advanced(by: .seconds(1))
        submit(&queue, 1)
        submit(&queue, 2, until: soon)
        submit(&queue, 3, until: soon)
        submit(&queue, 4)
        _ = admitted(&queue)
        let early = queue.expire(at: Self.start)
        #expect(early.waiters.isEmpty && early.oldestSent == nil && early.next == soon)
        let due = queue.expire(at: soon)
        #expect(due.waiters == ["w2", "w3"])
        #expect(due.oldestSent == Self.start)
        #expect(due.next == Self.late)
        #expect(completed(&queue, 1) == "w1 1")
        #expect(completed(&queue, 2) == nil)
        #expect(admitted(&queue) == [UInt8](repeating: 4, count: 10))
        #expect(completed(&queue, 4) == "w4 4")
    }

    @Test("in flight and not sent are told apart when the connection ends")
    func end() {
        var queue = makeQueue(commands: 2)
        for id in 1...4 as ClosedRange<UInt64> { submit(&queue, id) }
        _ = admitted(&queue)
        _ = queue.withdraw(1)
        let (sent, unsent) = queue.removeAll()
        #expect(sent == ["w2"])
        #expect(unsent == ["w3", "w4"])
        #expect(queue.isEmpty)
    }

    @Test("a reply that nobody asked for is noticed")
    func unexpected() {
        var queue = makeQueue()
        guard case .unexpected = queue.accept(.null) else {
            Issue.record("a reply without request was taken")
            return
        }
    }
}
