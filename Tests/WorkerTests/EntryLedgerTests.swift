import Queue
import Testing

@testable import Worker

@Suite("entry ledger")
struct EntryLedgerTests {
    private func ticket(_ number: UInt64) -> EntryLedger.Ticket {
        .init(shard: 0, id: StreamID(milliseconds: number, sequence: 0))
    }

    @Test("an entry is complete with its last delivery, not before")
    func completion() {
        let ledger = EntryLedger()
        ledger.hold([(ticket(1), 10), (ticket(2), 10)])
        ledger.expect([(ticket(1), 2), (ticket(2), 1)])
        #expect(ledger.settle([ticket(1)]).isEmpty)
        #expect(ledger.settle([ticket(2), ticket(1)]) == [ticket(2), ticket(1)])
    }

    @Test("a ticket that is not held is ignored")
    func unknown() {
        let ledger = EntryLedger()
        #expect(ledger.settle([ticket(9)]).isEmpty)
        ledger.release([ticket(9)])
        #expect(ledger.count == 0)
    }

    @Test("waits while it holds too many bytes, and goes on when they are released")
    func room() async throws {
        let ledger = EntryLedger(bound: .init(bytes: 100))
        ledger.hold([(ticket(1), 100)])
        try await confirmation { waited in
            try await withThrowingTaskGroup { group in
                group.addTask {
                    try await ledger.waitForRoom()
                    #expect(!ledger.holds(ticket(1)), "only after the release")
                    waited()
                }
                group.addTask { ledger.release([ticket(1)]) }
                try await group.waitForAll()
            }
        }
    }

    @Test(
        "what it may hold follows the worker's pace, within bounds",
        arguments: [(0, 500), (100, 500), (800, 1_200), (100_000, 2_000)]
    )
    func pace(attempts: Int, expected: Int) {
        let ledger = EntryLedger()
        let start = ContinuousClock.now
        ledger.attempted(0, now: start)
        ledger.attempted(attempts, now: start + .seconds(1))
        #expect(ledger.limit == expected)
    }

    @Test("entries held for long are named for renewal once per age")
    func renewal() {
        let ledger = EntryLedger()
        let start = ContinuousClock.now
        ledger.hold([(ticket(1), 1)], now: start)
        #expect(ledger.dueForRenewal(after: .seconds(5), now: start + .seconds(4)).isEmpty)
        #expect(ledger.dueForRenewal(after: .seconds(5), now: start + .seconds(5)) == [ticket(1)])
        #expect(ledger.dueForRenewal(after: .seconds(5), now: start + .seconds(6)).isEmpty)
    }
}
