import Domain
import Testing

@testable import Worker

@Suite("lane")
struct LaneTests {
    private let start = ContinuousClock.now

    private func lane(of count: Int) -> (Lane, [ULID]) {
        var lane = Lane()
        let ids = (0..<count).map { ULID(high: 1, low: UInt64($0)) }
        let isAdmitted = ids.map { lane.admit($0, now: start) }
        #expect(isAdmitted.allSatisfy { $0 })
        return (lane, ids)
    }

    @Test("starts deliveries in their order, up to its limit")
    func order() {
        var (lane, ids) = lane(of: 100)
        var started: [ULID] = []
        while let id = lane.start() { started.append(id) }
        #expect(started == Array(ids.prefix(Lane.maximumLimit)))
        #expect(lane.inFlight == Lane.maximumLimit)
        lane.finish(answered: true)
        let next = lane.start()
        #expect(next == ids[Lane.maximumLimit])
    }

    @Test("takes no more than it may hold in memory")
    func bound() {
        var (lane, _) = lane(of: Lane.maximumWaiting)
        let isAdmitted = lane.admit(ULID(high: 2, low: 0), now: start)
        #expect(!isAdmitted)
    }

    @Test(
        "what may wait follows the receiver's pace",
        arguments: [(0, Lane.minimumWaiting), (100, 200), (2_000, Lane.maximumWaiting)]
    )
    func pace(ended: Int, expected: Int) {
        var (lane, _) = lane(of: 2)
        for number in 0..<ended {
            _ = lane.admit(ULID(high: 2, low: UInt64(number)), now: start)
            _ = lane.start()
            lane.finish(answered: true)
        }
        _ = lane.admit(ULID(high: 3, low: 0), now: start + .seconds(1))
        #expect(lane.waitingLimit == expected)
    }

    @Test("a lane where nothing waits takes a burst, however little it did before")
    func burst() {
        var (lane, _) = lane(of: 2)
        _ = lane.admit(ULID(high: 2, low: 0), now: start + .seconds(1))
        #expect(lane.waitingLimit == Lane.minimumWaiting)
        while lane.start() != nil {}
        _ = lane.admit(ULID(high: 2, low: 1), now: start + .seconds(2))
        #expect(lane.waitingLimit == Lane.maximumWaiting)
    }

    @Test("a receiver that does not answer gets fewer requests, one that answers again more")
    func limit() {
        var lane = Lane()
        for number in 0..<20 {
            _ = lane.admit(ULID(high: 1, low: UInt64(number)), now: start)
            _ = lane.start()
            lane.finish(answered: false)
        }
        #expect(lane.limit == Lane.minimumLimit)
        for number in 0..<10 {
            _ = lane.admit(ULID(high: 2, low: UInt64(number)), now: start)
            _ = lane.start()
            lane.finish(answered: true)
        }
        #expect(lane.limit == Lane.minimumLimit + 10)
    }

    @Test("fetches ahead for a receiver that answers, but not a few, and not for one that does not")
    func room() {
        var (lane, _) = lane(of: Lane.maximumLimit)
        while lane.start() != nil {}
        #expect(lane.room == Lane.maximumLimit)
        for number in 0..<60 { _ = lane.admit(ULID(high: 2, low: UInt64(number)), now: start) }
        #expect(lane.room == 0, "four are too few")
        lane.finish(answered: false)
        #expect(lane.limit == Lane.maximumLimit / 2)
        #expect(lane.room == 0)
    }

    @Test("a delivery that has waited too long leaves; one in flight does not")
    func withdraw() {
        var (lane, ids) = lane(of: 3)
        let first = lane.start()
        #expect(first == ids[0])
        let withdrawn = ids.prefix(2).map { lane.withdraw($0) }
        #expect(withdrawn == [false, true])
        let rest = [lane.start(), lane.start()]
        #expect(rest == [ids[2], nil])
    }
}
