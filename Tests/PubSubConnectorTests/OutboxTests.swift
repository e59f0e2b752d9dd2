import Testing

@testable import PubSubConnector

@Suite("What Google is told")
struct OutboxTests {
    private let start = ContinuousClock.now

    private func leases(_ range: Range<Int>) -> [Holdings.Lease] {
        range.map { Holdings.Lease(number: UInt64($0), ackID: "ack-\($0)") }
    }

    @Test("the first goes at once; others gather meanwhile, but not for long")
    func gathers() throws {
        var outbox = Outbox(PubSubTiming())
        outbox.add(.acknowledge, leases(0..<1), at: start)
        #expect(outbox.next(at: start)?.leases.count == 1)
        outbox.add(.acknowledge, leases(1..<3), at: start)
        #expect(outbox.next(at: start) == nil)
        #expect(outbox.due == start + PubSubTiming().acknowledgeWait)
        #expect(outbox.next(at: start + .milliseconds(50))?.leases.count == 2)
        outbox.add(.acknowledge, leases(3..<4), at: start)
        outbox.succeeded()
        outbox.succeeded()
        #expect(outbox.next(at: start)?.leases.count == 1)
        outbox.succeeded()
        #expect(outbox.isEmpty)
    }

    @Test("full requests go out together, up to the most")
    func inFlight() {
        var outbox = Outbox(PubSubTiming())
        outbox.add(.acknowledge, leases(0..<10_000), at: start)
        var sizes: [Int] = []
        while let parcel = outbox.next(at: start) { sizes.append(parcel.leases.count) }
        #expect(sizes == [1_000, 1_000, 1_000, 1_000])
    }

    @Test("verdicts are not mixed, and their order is kept")
    func verdicts() {
        var outbox = Outbox(PubSubTiming())
        outbox.add(.acknowledge, leases(0..<2), at: start)
        outbox.add(.giveBack(seconds: 5), leases(2..<3), at: start)
        outbox.add(.acknowledge, leases(3..<4), at: start)
        var parcels: [Outbox.Parcel] = []
        while let parcel = outbox.next(at: start, isFinal: true) { parcels.append(parcel) }
        #expect(parcels.map(\.verdict) == [.acknowledge, .giveBack(seconds: 5), .acknowledge])
    }

    @Test("what failed goes again after a pause, alone the part that failed")
    func retries() throws {
        var outbox = Outbox(PubSubTiming())
        outbox.add(.acknowledge, leases(0..<3), at: start)
        let parcel = try present(outbox.next(at: start))
        outbox.failed(parcel, leases(1..<2), at: start)
        #expect(outbox.next(at: start) == nil)
        let due = try #require(outbox.due)
        #expect(due > start)
        #expect(outbox.next(at: due)?.ackIDs == ["ack-1"])
    }

    @Test("one culprit among a thousand is found by halves; the others are told")
    func halves() {
        var outbox = Outbox(PubSubTiming())
        outbox.add(.acknowledge, leases(0..<1_000), at: start)
        var told: Set<String> = []
        var givenUp: [String] = []
        var requests = 0
        while let parcel = outbox.next(at: start, isFinal: true) {
            requests += 1
            if parcel.ackIDs.contains("ack-617") {
                if outbox.refused(parcel, at: start) { givenUp += parcel.ackIDs }
            } else {
                told.formUnion(parcel.ackIDs)
                outbox.succeeded()
            }
        }
        #expect(givenUp == ["ack-617"])
        #expect(told.count == 999)
        #expect(requests < 60)
    }
}
