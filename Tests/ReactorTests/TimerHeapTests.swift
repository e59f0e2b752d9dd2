import Testing

@testable import Reactor

@Suite("Timer heap")
struct TimerHeapTests {
    private let start = ContinuousClock.now

    @Test("gives elements back by the time they are due, equal ones in the order they came")
    func order() {
        var heap = TimerHeap()
        let delays = [5, 1, 3, 1, 4, 1, 5, 9, 2, 6]
        for (index, delay) in delays.enumerated() {
            _ = heap.insert(UInt64(index), due: start + .milliseconds(delay))
        }
        var popped: [UInt64] = []
        while let next = heap.popDue(at: start + .seconds(1)) { popped.append(next) }
        #expect(popped.map(Int.init) == delays.indices.sorted { (delays[$0], $0) < (delays[$1], $1) })
    }

    @Test("keeps what is not due yet")
    func notDue() {
        var heap = TimerHeap()
        _ = heap.insert(2, due: start + .seconds(2))
        _ = heap.insert(1, due: start)
        #expect(heap.popDue(at: start) == 1)
        #expect(heap.popDue(at: start) == nil)
        #expect(heap.earliest == start + .seconds(2))
    }

    @Test("removes from the middle and stays in order", arguments: [1, 2, 3, 4] as [UInt64])
    func removal(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var heap = TimerHeap()
        var tokens: [UInt64: (token: TimerToken, due: ContinuousClock.Instant)] = [:]
        for round in 0..<2_000 as Range<UInt64> {
            if Int.random(in: 0..<3, using: &random) == 0, let victim = tokens.keys.min() {
                #expect(tokens.removeValue(forKey: victim).flatMap { heap.remove($0.token) } == victim)
            } else {
                let due = start + .microseconds(Int.random(in: 0..<500, using: &random))
                tokens[round] = (heap.insert(round, due: due), due)
            }
        }
        let expected = tokens.sorted { ($0.value.due, $0.key) < ($1.value.due, $1.key) }.map(\.key)
        var popped: [UInt64] = []
        while let next = heap.popDue(at: start + .seconds(1)) { popped.append(next) }
        #expect(popped == expected)
        #expect(heap.isEmpty)
    }

    @Test("knows a token that has been used up, also when its place is taken again")
    func staleTokens() {
        var heap = TimerHeap()
        let first = heap.insert(1, due: start)
        #expect(heap.popDue(at: start) == 1)
        let second = heap.insert(2, due: start)
        #expect(heap.remove(first) == nil)
        #expect(heap.remove(.none) == nil)
        #expect(heap.remove(second) == 2)
        #expect(heap.remove(second) == nil)
    }
}

/// SplitMix64: the same numbers in each run.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
