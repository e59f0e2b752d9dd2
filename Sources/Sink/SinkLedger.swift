internal import Domain
internal import Synchronization

/// What the sink has received: counts, sequence numbers, repeats, latencies. Safe from any thread.
final class SinkLedger: Sendable {
    /// One accepted request, as the ledger needs it.
    struct Receipt: Sendable {
        let id: String
        let isVerified: Bool
        let key: String
        let sequence: Int?
        let receivedAt: Timestamp
    }

    /// Sequence numbers seen under one key.
    private struct Sequence {
        private(set) var idBySequence: [Int: String] = [:]
        private(set) var highest = Int.min
        private(set) var lowest = Int.max
        /// Numbers that came under two different ids.
        private(set) var idConflicts = 0
        /// First arrivals of a number lower than one seen before.
        private(set) var outOfOrder = 0

        mutating func book(_ number: Int, _ id: String) {
            if let earlier = idBySequence.updateValue(id, forKey: number) {
                if earlier != id { idConflicts += 1 }
            } else if number < highest {
                outOfOrder += 1
            }
            highest = max(highest, number)
            lowest = min(lowest, number)
        }

        /// How many numbers of a range have not come, and the first few of them.
        func missing(of range: Range<Int>) -> (count: Int, examples: [Int]) {
            let isWithin = idBySequence.isEmpty || range.contains(lowest) && range.contains(highest)
            let seen = isWithin ? idBySequence.count : idBySequence.keys.count(where: range.contains)
            let count = range.count - seen
            guard count > 0 else { return (0, []) }
            // Looked for only as long as there are some to be found.
            return (count, Array(range.lazy.filter { idBySequence[$0] == nil }.prefix(min(count, 10))))
        }
    }

    private struct State {
        var received = 0
        var accepted = 0
        var verified = 0
        var unverified = 0
        var failedOnPurpose = 0
        var repeated = 0
        var withoutSequence = 0
        var seen: Set<String> = []
        var sequences: [String: Sequence] = [:]
        var latencies = LatencyHistogram()
        var first: Timestamp?
        var last: Timestamp?
    }

    private let state = Mutex(State())

    /// Counts a request before anything else is known of it.
    func arrived() {
        state.withLock { $0.received += 1 }
    }

    /// Counts a request that is refused by intention.
    func failedOnPurpose() {
        state.withLock { $0.failedOnPurpose += 1 }
    }

    /// Counts a request refused for its signature.
    func refused() {
        state.withLock { $0.unverified += 1 }
    }

    /// Books a request that is about to be answered with 2xx.
    func accepted(_ receipt: Receipt) {
        state.withLock { state in
            state.accepted += 1
            if receipt.isVerified { state.verified += 1 }
            state.first = state.first ?? receipt.receivedAt
            state.last = receipt.receivedAt
            let isRepeat = !state.seen.insert(receipt.id).inserted
            if isRepeat { state.repeated += 1 }
            if !isRepeat, let id = ULID(receipt.id) {
                state.latencies.add(receipt.receivedAt.milliseconds - Int64(id.milliseconds))
            }
            guard let number = receipt.sequence else {
                state.withoutSequence += 1
                return
            }
            // In place: a copy of what has come would be made for each that comes.
            state.sequences[receipt.key, default: Sequence()].book(number, receipt.id)
        }
    }

    /// Forgets everything.
    func reset() {
        state.withLock { $0 = State() }
    }

    /// What there is to say now.
    /// - Parameter expected: how many sequence numbers must have come under each key, counted from `first`; nil: from the lowest to the highest seen.
    func report(first: Int? = nil, count expected: Int? = nil) -> SinkReport {
        state.withLock { state in
            var lost = 0
            var unique = 0
            var examples: [Int] = []
            var keys = state.sequences
            if keys.isEmpty, expected != nil { keys[""] = Sequence() }
            for sequence in keys.values {
                unique += sequence.idBySequence.count
                let low = first ?? (expected == nil ? sequence.lowest : 1)
                let end = expected.map { low + $0 } ?? (sequence.highest == .min ? low : sequence.highest + 1)
                guard low < end else { continue }
                let missing = sequence.missing(of: low..<end)
                lost += missing.count
                examples += missing.examples.prefix(10 - examples.count)
            }
            let span = state.first.flatMap { first in state.last.map { $0.microseconds - first.microseconds } } ?? 0
            return SinkReport(
                received: state.received,
                accepted: state.accepted,
                unique: state.seen.count,
                uniqueSequences: unique,
                verified: state.verified,
                unverified: state.unverified,
                failedOnPurpose: state.failedOnPurpose,
                duplicates: state.repeated,
                idConflicts: keys.values.reduce(0) { $0 + $1.idConflicts },
                outOfOrder: keys.values.reduce(0) { $0 + $1.outOfOrder },
                withoutSequence: state.withoutSequence,
                lost: lost,
                lostExamples: examples,
                p50: state.latencies.quantile(0.50),
                p99: state.latencies.quantile(0.99),
                perSecond: span > 0 ? Double(state.accepted) * 1_000_000 / Double(span) : 0
            )
        }
    }
}
