import Testing

@testable import SQSConnector

@Suite("How many receives are out")
struct ReceivePlanTests {
    private let room = ReceivePlan.Room(messages: 1_000, bytes: 1 << 20)

    @Test("begins with one, grows while there is much, and comes back to one")
    func grows() {
        var plan = ReceivePlan(maximum: 16, limit: .milliseconds(3_750))
        #expect(plan.next(room) == 10)
        plan.started(10)
        #expect(plan.next(room) == nil)
        plan.answered(asked: 10, got: 10, bytes: 100, after: .milliseconds(20))
        for _ in 0..<5 {
            while let count = plan.next(room) { plan.started(count) }
            for _ in 0..<plan.running {
                plan.answered(asked: 10, got: 10, bytes: 100, after: .milliseconds(20))
            }
        }
        while let count = plan.next(room) { plan.started(count) }
        #expect(plan.running == 16)
        for _ in 0..<16 { plan.answered(asked: 10, got: 0, bytes: 0, after: .seconds(1)) }
        #expect(plan.target == 1 && plan.running == 0 && plan.expected == 0)
    }

    @Test("a trickle needs no more than one")
    func trickle() {
        var plan = ReceivePlan(maximum: 16, limit: .milliseconds(3_750))
        for _ in 0..<50 {
            plan.started(10)
            plan.answered(asked: 10, got: 1, bytes: 100, after: .seconds(3))
        }
        #expect(plan.target == 1)
    }

    @Test("asks for no more than there is room for")
    func messages() {
        var plan = ReceivePlan(maximum: 4, limit: .milliseconds(3_750))
        plan.started(10)
        plan.answered(asked: 10, got: 10, bytes: 100, after: .zero)
        #expect(plan.next(.init(messages: 14, bytes: 1 << 20)) == 10)
        plan.started(10)
        #expect(plan.next(.init(messages: 14, bytes: 1 << 20)) == 4)
        plan.started(4)
        #expect(plan.next(.init(messages: 14, bytes: 1 << 20)) == nil)
    }

    @Test("large messages are fetched one receive at a time, and always one")
    func bytes() {
        var plan = ReceivePlan(maximum: 4, limit: .milliseconds(3_750))
        for _ in 0..<20 {
            plan.started(10)
            plan.answered(asked: 10, got: 10, bytes: 10 << 20, after: .zero)
        }
        #expect(plan.next(room) == 10)
        plan.started(10)
        #expect(plan.next(room) == nil)
        var full = ReceivePlan(maximum: 4, limit: .milliseconds(3_750))
        #expect(full.next(.init(messages: 10, bytes: 0)) == nil)
        full.started(1)
        full.failed(asked: 1)
        #expect(full.running == 0)
    }

    /// A server that answers one call after the other, in virtual time.
    private struct SlowServer {
        let service: Duration
        var now: Duration = .zero
        var free: Duration = .zero
        var answers: [(plan: Int, start: Duration, end: Duration)] = []

        mutating func ask(_ plan: Int) {
            free = max(free, now) + service
            answers.append((plan, now, free))
        }
    }

    @Test(
        "a server that answers one call after the other is not asked for more than it answers in time",
        arguments: [1, 2, 4, 8]
    )
    func crowded(_ consumers: Int) {
        var server = SlowServer(service: .milliseconds(15))
        var plans = Array(repeating: ReceivePlan(maximum: 32, limit: .milliseconds(1_250)), count: consumers)
        var latest: Duration = .zero
        for round in 0..<4_000 {
            for index in plans.indices {
                while let count = plans[index].next(room) {
                    plans[index].started(count)
                    server.ask(index)
                }
            }
            let answer = server.answers.removeFirst()
            server.now = answer.end
            plans[answer.plan].answered(asked: 10, got: 10, bytes: 100, after: answer.end - answer.start)
            if round > 1_000 { latest = max(latest, answer.end - answer.start) }
        }
        // 32 receives of each at once would be answered after half a second for each consumer.
        #expect(latest < min(.milliseconds(1_500), .milliseconds(460) * consumers), "\(latest)")
        #expect(plans.allSatisfy { $0.target >= 1 })
    }

    @Test("a long way to the server is not taken for a slow one")
    func far() {
        var plan = ReceivePlan(maximum: 32, limit: .milliseconds(3_750))
        for _ in 0..<10 {
            while let count = plan.next(room) { plan.started(count) }
            for _ in 0..<plan.running { plan.answered(asked: 10, got: 10, bytes: 100, after: .milliseconds(300)) }
        }
        #expect(plan.target == 32)
        // The way became longer: what is out alone shows it.
        for _ in 0..<100 {
            while let count = plan.next(room) { plan.started(count) }
            for _ in 0..<plan.running { plan.answered(asked: 10, got: 10, bytes: 100, after: .milliseconds(1_500)) }
        }
        #expect(plan.target == 32)
    }
}
