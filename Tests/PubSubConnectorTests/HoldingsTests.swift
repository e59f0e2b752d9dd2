import ConnectorCore
import Domain
import Testing

@testable import PubSubConnector

@Suite("What a session holds")
struct HoldingsTests {
    private let start = ContinuousClock.now

    private func pulled(_ id: String, key: String? = nil, size: Int = 1) -> PulledMessage {
        let body = Bytes(repeating: 0, count: size)
        return PulledMessage(ackID: id, message: Message(position: id, key: key.map { Bytes($0.utf8) }, body: body))
    }

    private func holdings(_ messages: [PulledMessage]) -> Holdings {
        var holdings = Holdings()
        holdings.arrived(messages, renewal: start + .seconds(4))
        return holdings
    }

    @Test("messages go out in order, within the limits, at least one")
    func handsOut() throws {
        var holdings = holdings((0..<5).map { pulled("\($0)", size: 10) })
        #expect(holdings.handOut(2, bytes: 1_000)?.messages.map(\.position) == ["0", "1"])
        #expect(holdings.handOut(9, bytes: 15)?.messages.map(\.position) == ["2", "3"])
        #expect(holdings.handOut(9, bytes: 1)?.messages.map(\.position) == ["4"])
        #expect(holdings.handOut(9, bytes: 1) == nil)
        #expect(holdings.count == 5)
        #expect(holdings.bytes == 50)
    }

    @Test("what is settled is held until it is acknowledged; unknown batches are ignored")
    func settles() throws {
        var holdings = holdings([pulled("a"), pulled("b")])
        let batch = try present(holdings.handOut(9, bytes: 100))
        #expect(holdings.accept(batch.token &+ 1).isEmpty)
        let leases = holdings.accept(batch.token)
        #expect(leases.map(\.ackID) == ["a", "b"])
        #expect(holdings.accept(batch.token).isEmpty)
        #expect(holdings.giveBack(batch.token).isEmpty)
        #expect(holdings.giveUp().isEmpty)
        #expect(holdings.count == 2)
        holdings.forget(leases)
        #expect(holdings.count == 0)
        #expect(holdings.bytes == 0)
    }

    @Test("a retry takes back what waits of its keys, in order, and nothing else")
    func retryByKey() throws {
        var holdings = holdings([
            pulled("A1", key: "A"), pulled("B1", key: "B"), pulled("A2", key: "A"), pulled("x"), pulled("A3", key: "A"),
        ])
        let batch = try present(holdings.handOut(1, bytes: 100))
        #expect(holdings.giveBack(batch.token).map(\.ackID) == ["A1", "A2", "A3"])
        #expect(holdings.handOut(9, bytes: 100)?.messages.map(\.position) == ["B1", "x"])
        #expect(holdings.count == 2)
    }

    @Test("a retry without a key takes back its own messages only")
    func retryWithoutKey() throws {
        var holdings = holdings([pulled("1"), pulled("2"), pulled("3")])
        let batch = try present(holdings.handOut(1, bytes: 100))
        #expect(holdings.giveBack(batch.token).map(\.ackID) == ["1"])
        #expect(holdings.handOut(9, bytes: 100)?.messages.map(\.position) == ["2", "3"])
    }

    @Test("leases are due when they have been held for long, settled or not")
    func leases() throws {
        var holdings = holdings([pulled("1"), pulled("2")])
        let batch = try present(holdings.handOut(1, bytes: 100))
        let settled = holdings.accept(batch.token)
        #expect(holdings.due(at: start + .seconds(3), next: start + .seconds(30)).isEmpty)
        #expect(Set(holdings.due(at: start + .seconds(4), next: start + .seconds(30)).map(\.ackID)) == ["1", "2"])
        #expect(holdings.due(at: start + .seconds(5), next: start + .seconds(30)).isEmpty)
        holdings.renew(settled, at: start + .seconds(6))
        #expect(holdings.due(at: start + .seconds(6), next: start + .seconds(30)) == settled)
    }

    @Test("a lost lease drops a message that still waits: it comes again")
    func lost() {
        var holdings = holdings([pulled("1"), pulled("2")])
        let due = holdings.due(at: start + .seconds(9), next: start + .seconds(30)).filter { $0.ackID == "1" }
        holdings.forget(due)
        #expect(holdings.handOut(9, bytes: 100)?.messages.map(\.position) == ["2"])
        #expect(holdings.handOut(9, bytes: 100) == nil)
    }

    @Test("tokens mean nothing to another session")
    func tokens() throws {
        var (one, other) = (holdings([pulled("1")]), holdings([pulled("2")]))
        let batch = try present(one.handOut(1, bytes: 10))
        _ = other.handOut(1, bytes: 10)
        #expect(other.accept(batch.token).isEmpty)
    }
}
