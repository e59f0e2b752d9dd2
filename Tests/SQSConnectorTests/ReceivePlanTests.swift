import Testing

@testable import SQSConnector

@Suite("How many receives are out")
struct ReceivePlanTests {
    private let room = ReceivePlan.Room(messages: 1_000, bytes: 1 << 20)

    @Test("begins with one, grows while there is much, and comes back to one")
    func grows() {
        var plan = ReceivePlan(maximum: 16)
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
        var plan = ReceivePlan(maximum: 16)
        for _ in 0..<50 {
            plan.started(10)
            plan.answered(asked: 10, got: 1, bytes: 100, after: .seconds(3))
        }
        #expect(plan.target == 1)
    }

    @Test("asks for no more than there is room for")
    func messages() {
        var plan = ReceivePlan(maximum: 4)
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
        var plan = ReceivePlan(maximum: 4)
        for _ in 0..<20 {
            plan.started(10)
            plan.answered(asked: 10, got: 10, bytes: 10 << 20, after: .zero)
        }
        #expect(plan.next(room) == 10)
        plan.started(10)
        #expect(plan.next(room) == nil)
        var full = ReceivePlan(maximum: 4)
        #expect(full.next(.init(messages: 10, bytes: 0)) == nil)
        full.started(1)
        full.failed(asked: 1)
        #expect(full.running == 0)
    }
}
