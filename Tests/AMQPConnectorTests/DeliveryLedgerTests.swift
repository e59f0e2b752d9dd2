import Testing

@testable import AMQPConnector

@Suite("The ledger of deliveries")
struct DeliveryLedgerTests {
    private func ledger(_ batches: ClosedRange<UInt64>...) -> DeliveryLedger {
        var ledger = DeliveryLedger()
        for (index, tags) in batches.enumerated() { ledger.handedOut(tags, token: UInt64(index + 1)) }
        return ledger
    }

    @Test("the settled prefix is acknowledged in one go", .bug(id: "fault(6)"))
    func prefix() {
        var ledger = ledger(1...10, 11...20, 21...30)
        ledger.accept(1)
        ledger.accept(2)
        #expect(ledger.acknowledgements(includingSingles: false) == [.acknowledge(20, multiple: true)])
        #expect(ledger.acknowledgements(includingSingles: true) == [])
        ledger.accept(3)
        #expect(ledger.acknowledgements(includingSingles: false) == [.acknowledge(30, multiple: true)])
        #expect(ledger.isEmpty)
    }

    @Test("nothing below a gap is acknowledged with what is beyond it")
    func gap() {
        var ledger = ledger(1...2, 3...4, 5...6)
        ledger.accept(2)
        #expect(ledger.acknowledgements(includingSingles: false) == [])
        #expect(ledger.deferred == 2)
        #expect(
            ledger.acknowledgements(includingSingles: true)
                == [.acknowledge(3, multiple: false), .acknowledge(4, multiple: false)]
        )
        #expect(ledger.deferred == 0)
        ledger.accept(1)
        #expect(ledger.acknowledgements(includingSingles: true) == [.acknowledge(2, multiple: true)])
        #expect(!ledger.isEmpty)
    }

    @Test("what goes back takes nothing accepted with it")
    func giveBack() {
        var ledger = ledger(1...3, 4...6, 7...7)
        ledger.accept(1)
        #expect(
            ledger.giveBack(2, requeue: true)
                == [.acknowledge(3, multiple: true), .rejectAll(upTo: 6, requeue: true)]
        )
        #expect(ledger.giveBack(3, requeue: false) == [.reject(7, requeue: false)])
        #expect(ledger.isEmpty)
    }

    @Test("what goes back beyond a gap goes one by one")
    func giveBackBeyondGap() {
        var ledger = ledger(1...1, 2...3)
        #expect(ledger.giveBack(2, requeue: true) == [.reject(2, requeue: true), .reject(3, requeue: true)])
        #expect(ledger.giveBack(2, requeue: true) == [])
        ledger.accept(1)
        #expect(ledger.acknowledgements(includingSingles: false) == [.acknowledge(1, multiple: true)])
    }

    @Test("a batch is decided once")
    func once() {
        var ledger = ledger(1...1)
        #expect(ledger.count(of: 1) == 1)
        ledger.accept(1)
        #expect(ledger.count(of: 1) == nil)
        #expect(ledger.count(of: 9) == nil)
        #expect(ledger.giveBack(1, requeue: true) == [])
        ledger.accept(9)
        #expect(ledger.acknowledgements(includingSingles: true) == [.acknowledge(1, multiple: true)])
    }

    @Test("in any order the broker learns of each message once, as it was decided", arguments: 0..<200)
    func random(_ seed: Int) throws {
        var generator = SplitMix(state: UInt64(seed))
        var ledger = DeliveryLedger()
        var broker = BrokerModel()
        var open: [UInt64: ClosedRange<UInt64>] = [:]
        var decided: [UInt64: BrokerModel.Fate] = [:]
        for token in 1...80 as ClosedRange<UInt64> {
            let tags = broker.next...broker.next + .random(in: 0..<6, using: &generator)
            broker.deliver(tags)
            ledger.handedOut(tags, token: token)
            open[token] = tags
            while open.count > 5 || (token == 80 && !open.isEmpty),
                let chosen = open.keys.sorted().randomElement(using: &generator)
            {
                let fate = BrokerModel.Fate.allCases.randomElement(using: &generator) ?? .kept
                for tag in open[chosen].map(Array.init) ?? [] { decided[tag] = fate }
                open[chosen] = nil
                switch fate {
                case .kept: ledger.accept(chosen)
                case .requeued: try broker.take(ledger.giveBack(chosen, requeue: true))
                case .dropped: try broker.take(ledger.giveBack(chosen, requeue: false))
                }
                try broker.take(ledger.acknowledgements(includingSingles: Bool.random(using: &generator)))
            }
        }
        try broker.take(ledger.acknowledgements(includingSingles: true))
        #expect(broker.fates == decided)
        #expect(broker.out.isEmpty)
        #expect(ledger.isEmpty)
    }
}

/// What RabbitMQ does with the commands.
struct BrokerModel {
    enum Fate: CaseIterable { case kept, requeued, dropped }
    struct UnknownTag: Error {}

    var next: UInt64 = 1
    var out: Set<UInt64> = []
    var fates: [UInt64: Fate] = [:]

    mutating func deliver(_ tags: ClosedRange<UInt64>) {
        out.formUnion(tags)
        next = tags.upperBound + 1
    }

    mutating func take(_ commands: [BrokerCommand]) throws {
        for command in commands {
            switch command {
            case .acknowledge(let tag, let multiple): try end(tag, multiple, .kept)
            case .reject(let tag, let requeue): try end(tag, false, requeue ? .requeued : .dropped)
            case .rejectAll(let tag, let requeue): try end(tag, true, requeue ? .requeued : .dropped)
            }
        }
    }

    /// An unknown tag closes the channel.
    private mutating func end(_ tag: UInt64, _ multiple: Bool, _ fate: Fate) throws {
        guard out.contains(tag) else { throw UnknownTag() }
        for tag in multiple ? out.filter({ $0 <= tag }) : [tag] {
            out.remove(tag)
            fates[tag] = fate
        }
    }
}

struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
