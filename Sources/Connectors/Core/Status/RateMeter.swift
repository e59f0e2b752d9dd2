internal import Domain

/// Counts per second over the last ten seconds, in one-second buckets.
struct RateMeter: Sendable {
    private static let width = 10

    private var buckets: [(second: Int64, count: Int)] = []

    mutating func add(_ count: Int, at now: Timestamp) {
        if buckets.last?.second == now.seconds {
            buckets[buckets.count - 1].count += count
        } else {
            buckets.append((now.seconds, count))
            if buckets.count > Self.width + 1 { buckets.removeFirst() }
        }
    }

    /// The rate over the whole seconds before `now`; the second that still runs would make it jump.
    func rate(at now: Timestamp) -> Double {
        let window = now.seconds - Int64(Self.width)..<now.seconds
        guard let first = buckets.first(where: { window.contains($0.second) })?.second else { return 0 }
        let total = buckets.reduce(0) { window.contains($1.second) ? $0 + $1.count : $0 }
        return Double(total) / Double(now.seconds - first)
    }
}
