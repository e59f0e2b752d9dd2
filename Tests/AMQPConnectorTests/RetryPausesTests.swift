import Testing

@testable import AMQPConnector

@Suite("Pauses before a retry")
struct RetryPausesTests {
    @Test("they end in their order, and are counted")
    func order() {
        let now = ContinuousClock.now
        var pauses = RetryPauses()
        pauses.add(1, messages: 3, until: now + .seconds(3))
        pauses.add(2, messages: 2, until: now + .seconds(1))
        pauses.add(3, messages: 1, until: now + .seconds(2))
        #expect(pauses.messages == 6)
        #expect(pauses.nextEnd == now + .seconds(1))
        #expect(pauses.removeEnded(at: now) == [])
        #expect(pauses.removeEnded(at: now + .seconds(2)) == [2, 3])
        pauses.forget(9)
        #expect(pauses.messages == 3)
        #expect(pauses.removeFirst() == 1)
        #expect(pauses.removeFirst() == nil)
        #expect(pauses.messages == 0)
    }
}
