import Testing

@testable import PubSubConnector

@Suite("The pace of pulls")
struct PullPaceTests {
    private func pace(pulls: Int = 8, messages: Int = 5_000, bytes: Int = 64 << 20, size: Int = 1_000) -> PullPace {
        PullPace(
            PubSubSettings(
                project: "p",
                subscription: "sub",
                concurrentPulls: pulls,
                pullSize: size,
                outstandingMessages: messages,
                outstandingBytes: bytes
            )
        )
    }

    @Test("one waits while there is nothing; a backlog doubles them up to the most; idling halves them")
    func breathes() throws {
        var pace = pace(pulls: 4, messages: 100_000)
        var pulls = [try present(pace.next(held: 0, heldBytes: 0))]
        #expect(pace.next(held: 0, heldBytes: 0) == nil)
        for expected in [2, 4, 4] {
            pace.answered(pulls.removeFirst(), messages: 10, bytes: 100, isPrompt: true)
            while let pull = pace.next(held: 0, heldBytes: 0) { pulls.append(pull) }
            #expect(pace.inFlight == expected)
        }
        for expected in [3, 2, 1, 1] {
            pace.answered(pulls.removeFirst(), messages: 0, bytes: 0, isPrompt: false)
            while let pull = pace.next(held: 0, heldBytes: 0) { pulls.append(pull) }
            #expect(pace.inFlight == expected)
        }
    }

    @Test("messages that trickle in keep a single pull waiting")
    func trickle() throws {
        var pace = pace()
        for _ in 0..<5 {
            let pull = try present(pace.next(held: 0, heldBytes: 0))
            pace.answered(pull, messages: 1, bytes: 10, isPrompt: false)
            #expect(pace.target == 1)
        }
    }

    @Test("what is held and what may come is never more than allowed")
    func bounded() {
        for _ in 0..<200 {
            let limit = Int.random(in: 1...3_000)
            var pace = pace(pulls: 16, messages: limit)
            var held = 0
            var pulls: [PullPace.Pull] = []
            for _ in 0..<100 {
                while let pull = pace.next(held: held, heldBytes: held * 10) { pulls.append(pull) }
                #expect(held + pulls.reduce(0) { $0 + $1.limit } <= limit)
                #expect(held > 0 || !pulls.isEmpty)
                if let pull = pulls.popLast() {
                    let count = Int.random(in: 0...pull.limit)
                    pace.answered(pull, messages: count, bytes: count * 10, isPrompt: true)
                    held += count
                }
                held -= Int.random(in: 0...held)
            }
        }
    }

    @Test("large messages lower what is asked for, and one is always asked for")
    func large() throws {
        var pace = pace(bytes: 1 << 20)
        pace.answered(try present(pace.next(held: 0, heldBytes: 0)), messages: 10, bytes: 1 << 20, isPrompt: true)
        let small = try present(pace.next(held: 0, heldBytes: 0))
        #expect(small.limit <= 10)
        // All bytes are spoken for.
        #expect(pace.next(held: 5, heldBytes: 5 * 100_000) == nil)
        var ample = self.pace(bytes: 32 << 20)
        ample.answered(try present(ample.next(held: 0, heldBytes: 0)), messages: 10, bytes: 1 << 20, isPrompt: true)
        let ahead = try present(ample.next(held: 10, heldBytes: 1 << 20))
        #expect(ahead.limit > 300)
        var huge = self.pace(bytes: 1 << 20)
        huge.answered(try present(huge.next(held: 0, heldBytes: 0)), messages: 1, bytes: 9 << 20, isPrompt: true)
        #expect(huge.next(held: 0, heldBytes: 0)?.limit == 1)
    }

    @Test("an answer that is too large is asked for in halves, down to one message")
    func overflow() throws {
        var pace = pace()
        var limits: [Int] = []
        for _ in 0..<12 {
            let pull = try present(pace.next(held: 0, heldBytes: 0))
            limits.append(pull.limit)
            pace.overflowed(pull)
        }
        #expect(limits == [1_000, 500, 250, 125, 62, 31, 15, 7, 3, 1, 1, 1])
    }

    @Test("after a failure a single pull goes out")
    func failure() throws {
        var pace = pace()
        pace.answered(try present(pace.next(held: 0, heldBytes: 0)), messages: 5, bytes: 5, isPrompt: true)
        let pulls = [try present(pace.next(held: 0, heldBytes: 0)), try present(pace.next(held: 0, heldBytes: 0))]
        for pull in pulls { pace.failed(pull) }
        #expect(pace.next(held: 0, heldBytes: 0) != nil)
        #expect(pace.next(held: 0, heldBytes: 0) == nil)
    }
}
