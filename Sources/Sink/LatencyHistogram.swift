/// Milliseconds counted exactly up to ten seconds, and as "more" above.
struct LatencyHistogram {
    private static let limit = 10_000
    private var counts = [Int](repeating: 0, count: limit + 1)
    private var total = 0

    mutating func add(_ milliseconds: Int64) {
        counts[Int(max(0, min(milliseconds, Int64(Self.limit))))] += 1
        total += 1
    }

    /// The smallest latency that at least this share of all stays within; nil when there are none.
    func quantile(_ share: Double) -> Int? {
        guard total > 0 else { return nil }
        let wanted = Int((Double(total) * share).rounded(.up))
        var passed = 0
        for (milliseconds, count) in counts.enumerated() {
            passed += count
            if passed >= wanted { return milliseconds }
        }
        return Self.limit
    }
}
