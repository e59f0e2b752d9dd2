import Testing

@testable import RedisStreamsConnector

@Suite("The ledger of entries")
struct EntryLedgerTests {
    private static func entry(_ number: UInt64, stream: Int = 0, bytes: Int = 10) -> StreamEntry {
        let value = [UInt8](repeating: 0x61, count: bytes)
        return StreamEntry(
            EntryPlace(stream: stream, id: StreamID(milliseconds: number, sequence: 0)),
            fields: [.init(name: [], value: value)]
        )
    }

    private static func numbers(_ handout: EntryLedger.Handout?) -> [UInt64] {
        handout?.entries.map(\.place.id.milliseconds) ?? []
    }

    private static func batch(
        of ledger: inout EntryLedger,
        _ limit: Int,
        at now: ContinuousClock.Instant
    ) throws -> EntryLedger.Handout {
        let handout = ledger.take(limit, bytes: 1_000, at: now)
        return try #require(handout)
    }

    private let now = ContinuousClock.now

    @Test("hands out in order, up to a count and a size, but always one")
    func takes() throws {
        var ledger = EntryLedger(credit: 100)
        ledger.admit((1...5).map { Self.entry($0) } + [Self.entry(6, bytes: 1_000)])
        #expect(Self.numbers(ledger.take(2, bytes: 1_000, at: now)) == [1, 2])
        #expect(Self.numbers(ledger.take(10, bytes: 25, at: now)) == [3, 4])
        #expect(Self.numbers(ledger.take(10, bytes: 25, at: now)) == [5])
        #expect(Self.numbers(ledger.take(10, bytes: 25, at: now)) == [6])
        #expect(ledger.take(10, bytes: 25, at: now) == nil)
    }

    @Test("what is known does not come in twice, in whatever state it is")
    func admitsOnce() throws {
        var ledger = EntryLedger(credit: 100)
        #expect(ledger.admit([Self.entry(1), Self.entry(2), Self.entry(1, stream: 1)]) == 3)
        let batch = try Self.batch(of: &ledger, 10, at: now)
        #expect(ledger.admit([Self.entry(1)]) == 0)
        ledger.retry(batch.token, at: now + .seconds(5))
        #expect(ledger.admit([Self.entry(2)]) == 0)
        let again = try Self.batch(of: &ledger, 10, at: now + .seconds(5))
        ledger.settle(again.token)
        #expect(ledger.admit([Self.entry(1)]) == 0)
        ledger.acknowledged(ledger.acknowledgeable)
        #expect(ledger.admit([Self.entry(1)]) == 1)
    }

    @Test("credit is given back by the acknowledgement, not before")
    func credit() throws {
        var ledger = EntryLedger(credit: 3)
        ledger.admit((1...3).map { Self.entry($0) })
        #expect(ledger.room == 0)
        let batch = try Self.batch(of: &ledger, 2, at: now)
        ledger.settle(batch.token)
        #expect(ledger.room == 0)
        #expect(ledger.held.map(\.id.milliseconds) == [3])
        ledger.acknowledged(ledger.acknowledgeable)
        #expect(ledger.room == 2)
    }

    @Test("what is to be tried again waits for its time and then goes first")
    func retries() throws {
        var ledger = EntryLedger(credit: 100)
        ledger.admit((1...4).map { Self.entry($0) })
        let batch = try Self.batch(of: &ledger, 2, at: now)
        ledger.retry(batch.token, at: now + .seconds(1))
        #expect(ledger.nextRetry == now + .seconds(1))
        #expect(Self.numbers(ledger.take(1, bytes: 1_000, at: now)) == [3])
        #expect(Self.numbers(ledger.take(9, bytes: 1_000, at: now + .seconds(1))) == [1, 2, 4])
        #expect(ledger.nextRetry == nil)
    }

    @Test("is quiet while there is nothing to acknowledge and nothing to try again")
    func quiet() throws {
        var ledger = EntryLedger(credit: 100)
        ledger.admit((1...2).map { Self.entry($0) })
        let batch = try Self.batch(of: &ledger, 1, at: now)
        #expect(ledger.isQuiet)
        ledger.retry(batch.token, at: now)
        #expect(!ledger.isQuiet)
        let again = try Self.batch(of: &ledger, 1, at: now)
        #expect(ledger.isQuiet)
        ledger.settle(again.token)
        #expect(!ledger.isQuiet)
        ledger.acknowledged(ledger.acknowledgeable)
        #expect(ledger.isQuiet)
    }

    @Test("batches of another ledger, of another time, and settled ones are ignored")
    func unknown() throws {
        var (ledger, other) = (EntryLedger(credit: 9), EntryLedger(credit: 9))
        ledger.admit([Self.entry(1)])
        other.admit([Self.entry(1)])
        let batch = try Self.batch(of: &ledger, 1, at: now)
        let foreign = try Self.batch(of: &other, 1, at: now)
        #expect(batch.token != foreign.token)
        ledger.settle(foreign.token)
        ledger.retry(foreign.token, at: now)
        #expect(ledger.acknowledgeable.isEmpty)
        ledger.settle(batch.token)
        ledger.retry(batch.token, at: now)
        #expect(ledger.take(1, bytes: 99, at: now) == nil)
        ledger.close()
        ledger.settle(batch.token)
        #expect(ledger.acknowledgeable.isEmpty)
    }

    @Test("nothing is lost or doubled in any order of events", arguments: 0..<20)
    func random(seed: UInt64) {
        var generator = SplitMix(state: seed)
        var ledger = EntryLedger(credit: 50)
        var (unread, accepted, out): ([UInt64], [UInt64], [EntryLedger.Handout]) = (Array(1...500), [], [])
        var time = now
        while accepted.count < 500 {
            time += .milliseconds(10)
            let count = min(ledger.room, unread.count, Int.random(in: 0...20, using: &generator))
            ledger.admit(unread.prefix(count).map { Self.entry($0) })
            unread.removeFirst(count)
            if let batch = ledger.take(Int.random(in: 1...15, using: &generator), bytes: 200, at: time) {
                out.append(batch)
            }
            if !out.isEmpty, Bool.random(using: &generator) {
                let batch = out.remove(at: Int.random(in: 0..<out.count, using: &generator))
                if Int.random(in: 0..<3, using: &generator) == 0 {
                    ledger.retry(batch.token, at: time + .milliseconds(Int.random(in: 0...50, using: &generator)))
                } else {
                    ledger.settle(batch.token)
                    accepted += Self.numbers(batch)
                }
            }
            if Bool.random(using: &generator) { ledger.acknowledged(ledger.acknowledgeable) }
            #expect(ledger.room >= 0)
        }
        #expect(accepted.sorted() == Array(1...500))
        ledger.acknowledged(ledger.acknowledgeable)
        #expect(ledger.room == 50)
    }
}

/// Random numbers that are the same in every run.
private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
