import ConnectorCore
import Testing

@testable import SQSConnector

/// Messages that are held; an object, since expectations cannot change values.
private final class Shelf {
    var held = HeldMessages()

    var lent: Int { held.lent }
    var waitingBytes: Int { held.waitingBytes }
    var entries: [String: HeldMessages.Entry] { held.entries }

    func received(_ id: String, _ receipt: String, _ group: String?, until end: ContinuousClock.Instant) -> Bool {
        let message = Message(position: "sqs/q/\(id)", body: [])
        return held.received(id, receipt: receipt, group: group, size: 10, until: end, message)
    }

    func take(upTo limit: Int, bytes: Int) -> Batch? { held.take(upTo: limit, bytes: bytes) }
    func settle(_ token: UInt64) { held.settle(token) }
    func giveBack(_ token: UInt64, after seconds: Int) { held.giveBack(token, after: seconds) }
    func giveAllBack() { held.giveAllBack() }
    func nextDeletes() -> [HeldMessages.Item] { held.nextDeletes() }
    func nextReturns() -> [HeldMessages.Item] { held.nextReturns() }
    func nextExtensions(before limit: ContinuousClock.Instant) -> [HeldMessages.Item] {
        held.nextExtensions(before: limit)
    }
    func isOutdated(_ item: HeldMessages.Item) -> Bool { held.isOutdated(item) }
}

@Suite("Held messages")
struct HeldMessagesTests {
    private let now = ContinuousClock.now

    private func received(_ id: String, _ receipt: String = "r", group: String? = nil, in held: Shelf) -> Bool {
        held.received(id, receipt, group, until: now + .seconds(30))
    }

    private func ids(_ batch: Batch?) -> [String] {
        (batch?.messages ?? []).map { String($0.position.dropFirst(6)) }
    }

    @Test("what is taken and settled is deleted with its latest receipt")
    func settles() throws {
        let held = Shelf()
        for id in ["a", "b", "c"] { #expect(received(id, in: held)) }
        #expect(held.lent == 3 && held.waitingBytes == 30)
        let first = try #require(held.take(upTo: 2, bytes: 1_000))
        #expect(ids(first) == ["a", "b"] && held.waitingBytes == 10)
        // AWS delivers a second time what is out.
        let isNews = received("b", "r2", in: held)
        #expect(!isNews && held.lent == 3)
        held.settle(first.token)
        held.settle(first.token)
        let deletes = held.nextDeletes()
        #expect(deletes.map(\.id) == ["a", "b"] && deletes.map(\.receipt) == ["r", "r2"])
        for item in deletes { held.held.forget(item) }
        #expect(held.entries.count == 1 && held.lent == 1)
    }

    @Test("a message that comes again while its deletion is out is deleted again, not handed out again")
    func redelivered() throws {
        let held = Shelf()
        _ = received("a", in: held)
        held.settle(try #require(held.take(upTo: 1, bytes: 100)).token)
        let item = try #require(held.nextDeletes().first)
        let isNews = received("a", "r2", in: held)
        #expect(!isNews && held.isOutdated(item))
        held.held.deletionFailed(item)
        #expect(held.nextDeletes().map(\.receipt) == ["r2"])
        #expect(held.take(upTo: 1, bytes: 100) == nil)
    }

    @Test("a batch that goes back takes along what came later in its groups, and no other group")
    func groups() throws {
        let held = Shelf()
        for (id, group) in [("a1", "a"), ("b1", "b"), ("a2", "a"), ("b2", "b"), ("a3", "a")] {
            _ = received(id, group: group, in: held)
        }
        let first = try #require(held.take(upTo: 1, bytes: 1_000))
        let second = try #require(held.take(upTo: 2, bytes: 1_000))
        #expect(ids(second) == ["b1", "a2"])
        held.giveBack(first.token, after: 7)
        let returns = held.nextReturns()
        #expect(returns.map(\.id) == ["a1", "a2", "a3"] && returns.map(\.seconds) == [7, 0, 0])
        // Of the second batch only the other group's message is still there to settle.
        held.settle(second.token)
        #expect(held.nextDeletes().map(\.id) == ["b1"])
        #expect(ids(held.take(upTo: 10, bytes: 1_000)) == ["b2"])
    }

    @Test("standard messages go back alone")
    func alone() throws {
        let held = Shelf()
        for id in ["a", "b"] { _ = received(id, in: held) }
        held.giveBack(try #require(held.take(upTo: 1, bytes: 1)).token, after: 0)
        #expect(held.nextReturns().map(\.id) == ["a"])
        #expect(ids(held.take(upTo: 10, bytes: 1_000)) == ["b"])
    }

    @Test("what was given back and comes again is a new delivery")
    func comesAgain() throws {
        let held = Shelf()
        _ = received("a", in: held)
        held.giveBack(try #require(held.take(upTo: 1, bytes: 1)).token, after: 0)
        let item = try #require(held.nextReturns().first)
        let isNews = received("a", "r2", in: held)
        #expect(isNews)
        // The answer to giving back comes after the delivery: it means the one before.
        held.held.forget(item)
        #expect(ids(held.take(upTo: 1, bytes: 1)) == ["a"])
    }

    @Test("leases are extended before they end, and what is lost while it waits is dropped")
    func leases() throws {
        let held = Shelf()
        for id in ["a", "b"] { _ = received(id, in: held) }
        let batch = try #require(held.take(upTo: 1, bytes: 1))
        #expect(held.nextExtensions(before: now + .seconds(20)).isEmpty)
        let items = held.nextExtensions(before: now + .seconds(40)).sorted { $0.id < $1.id }
        #expect(items.map(\.id) == ["a", "b"])
        #expect(held.nextExtensions(before: now + .seconds(40)).isEmpty)
        held.held.extended(items[0], until: now + .seconds(60))
        #expect(held.nextExtensions(before: now + .seconds(40)).isEmpty)
        held.held.leaseLost(items[1])
        #expect(held.take(upTo: 10, bytes: 100) == nil && held.lent == 1 && held.waitingBytes == 0)
        held.held.extensionFailed(items[0], now: now)
        held.settle(batch.token)
        #expect(held.nextDeletes().map(\.id) == ["a"])
    }

    @Test("no calls of ten are too many, and the numbers stay right whatever happens", arguments: 0..<40)
    func random(_ seed: UInt64) {
        var generator = Seeded(state: seed)
        let held = Shelf()
        var batches: [Batch] = []
        for step in 0..<400 {
            switch Int.random(in: 0..<8, using: &generator) {
            case 0...2:
                let group = Bool.random(using: &generator) ? "g\(Int.random(in: 0..<4, using: &generator))" : nil
                _ = received("m\(Int.random(in: 0..<60, using: &generator))", "r\(step)", group: group, in: held)
            case 3:
                if let batch = held.take(upTo: Int.random(in: 1..<8, using: &generator), bytes: 50) {
                    batches.append(batch)
                }
            case 4: if let batch = batches.randomElement(using: &generator) { held.settle(batch.token) }
            case 5: if let batch = batches.randomElement(using: &generator) { held.giveBack(batch.token, after: 1) }
            case 6:
                for item in held.nextDeletes() {
                    if Bool.random(using: &generator) { held.held.forget(item) } else { held.held.deletionFailed(item) }
                }
            default:
                for item in held.nextReturns() {
                    if Bool.random(using: &generator) {
                        held.held.forget(item)
                    } else {
                        held.held.returnFailed(item, now: now)
                    }
                }
            }
            #expect(held.lent == held.entries.values.count { $0.isLent })
            let waiting = held.entries.values.filter { $0.stage == .waiting }
            #expect(held.waitingBytes == waiting.reduce(0) { $0 + $1.size })
        }
        held.giveAllBack()
        #expect(held.lent == 0 && held.waitingBytes == 0)
    }
}

/// The same numbers for the same seed.
struct Seeded: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
