import Testing

@testable import KafkaConnector

@Suite("The offset tracker")
struct OffsetTrackerTests {
    @Test("commits only the contiguous settled prefix")
    func prefix() {
        var tracker = OffsetTracker(at: 100)
        #expect(tracker.due == nil)
        tracker.handedOut(first: 100, last: 109, in: 1)
        tracker.handedOut(first: 110, last: 119, in: 2)
        tracker.handedOut(first: 120, last: 129, in: 3)
        tracker.settle(2)
        #expect(tracker.due == nil)
        tracker.settle(1)
        #expect(tracker.due == 120)
        tracker.confirm(120)
        #expect(tracker.due == nil)
        tracker.settle(3)
        #expect(tracker.due == 130)
        #expect(!tracker.hasUnsettled)
    }

    @Test("offsets that do not exist hold nothing up")
    func gaps() {
        var tracker = OffsetTracker(at: PartitionOffset.beginning)
        #expect(tracker.expects(0))
        tracker.handedOut(first: 1_000, last: 1_007, in: 1)
        tracker.handedOut(first: 2_000, last: 2_000, in: 2)
        #expect(!tracker.expects(2_000))
        tracker.settle(1)
        #expect(tracker.due == 1_008)
        tracker.settle(2)
        #expect(tracker.due == 2_001)
    }

    @Test("a pinned start is committed before anything is read")
    func pinned() {
        var tracker = OffsetTracker(at: 42, isPinned: true)
        #expect(tracker.due == 42)
        tracker.confirm(42)
        #expect(tracker.due == nil)
    }

    @Test("an answer that comes after more was settled leaves the rest due")
    func lateAnswer() {
        var tracker = OffsetTracker(at: 0)
        tracker.handedOut(first: 0, last: 9, in: 1)
        tracker.handedOut(first: 10, last: 19, in: 2)
        tracker.settle(1)
        let sent = tracker.due
        tracker.settle(2)
        if let sent { tracker.confirm(sent) }
        #expect(tracker.due == 20)
    }

    @Test("a rewind takes the batch and all later ones back; settling them means nothing any more")
    func rewind() {
        var tracker = OffsetTracker(at: 0)
        for batch in 0..<4 {
            tracker.handedOut(first: Int64(batch) * 10, last: Int64(batch) * 10 + 9, in: UInt64(batch))
        }
        tracker.settle(2)
        let back = tracker.rewind(1)
        #expect(back == 10)
        #expect(tracker.position == 10)
        #expect(tracker.expects(10))
        tracker.settle(3)
        tracker.settle(1)
        #expect(tracker.due == nil)
        tracker.settle(0)
        #expect(tracker.due == 10)
        let unknown = tracker.rewind(1)
        #expect(unknown == nil)
        tracker.handedOut(first: 10, last: 39, in: 9)
        tracker.settle(9)
        #expect(tracker.due == 40)
    }

    /// Plays random deliveries, settlements, rewinds and answers against the plain truth: which offsets are settled.
    @Test("never commits past a message that is not settled, and in the end commits all", .bug(id: "fault(4)"))
    func random() {
        for seed in 0..<60 { play(seed: seed) }
    }

    private func play(seed: Int) {
        var random = SplitMix(seed: UInt64(seed))
        let start = Int64.random(in: 0..<1_000, using: &random)
        var tracker = OffsetTracker(at: start)
        // The log: which offsets exist.
        var log: [Int64] = []
        var offset = start
        while log.count < 200 {
            log.append(offset)
            offset += Int64.random(in: 1...3, using: &random)
        }
        var settled: Set<Int64> = []
        var out: [UInt64: [Int64]] = [:]
        var token: UInt64 = 0
        var lastCommit = start

        func verify() {
            guard let due = tracker.due else { return }
            #expect(log.allSatisfy { $0 >= due || settled.contains($0) }, "commit \(due) skips a message")
            #expect(due >= lastCommit, "commit goes back")
        }
        for _ in 0..<800 {
            switch Int.random(in: 0..<10, using: &random) {
            case 0..<4:
                let batch = Array(log.drop { !tracker.expects($0) }.prefix(Int.random(in: 1...20, using: &random)))
                guard let first = batch.first, let last = batch.last else { continue }
                token += 1
                tracker.handedOut(first: first, last: last, in: token)
                out[token] = batch
            case 4..<8:
                guard let batch = out.keys.sorted().randomElement(using: &random) else { continue }
                settled.formUnion(out.removeValue(forKey: batch) ?? [])
                tracker.settle(batch)
            case 8:
                guard let batch = out.keys.sorted().randomElement(using: &random) else { continue }
                let back = tracker.rewind(batch)
                #expect(back == out[batch]?.first)
                // Later batches are no longer known; their settling is ignored, so they do not count as settled.
                if let back {
                    out = out.filter { ($0.value.first ?? 0) < back }
                    settled = settled.filter { $0 < back }
                }
            default:
                guard let due = tracker.due else { continue }
                verify()
                tracker.confirm(due)
                lastCommit = due
            }
            verify()
        }
        // Everything that is left is delivered and settled.
        for batch in out.keys.sorted() { tracker.settle(batch) }
        let rest = log.filter { tracker.expects($0) }
        if let first = rest.first, let last = rest.last {
            tracker.handedOut(first: first, last: last, in: token + 1)
            tracker.settle(token + 1)
        }
        #expect((tracker.due ?? lastCommit) == (log.last ?? 0) + 1)
        #expect(!tracker.hasUnsettled)
    }
}

/// A small generator with a seed.
struct SplitMix: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
