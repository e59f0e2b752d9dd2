/// The upper bounds of a histogram's buckets: at most ``limit`` of them, so that a series has a fixed size.
public struct HistogramBuckets: Sendable, Hashable {
    /// How many finite bounds a histogram may have.
    public static let limit = 16

    /// Finite bounds, ascending; the bucket above all of them is implied.
    public let bounds: [Double]

    /// Takes finite bounds in any order; what exceeds ``limit`` is left out from the top.
    public init(_ bounds: [Double]) {
        self.bounds = Array(Set(bounds.filter(\.isFinite)).sorted().prefix(Self.limit))
    }

    /// Seconds, from a fast local call to a request at its time-out.
    public static let durations = HistogramBuckets([
        0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300,
    ])

    /// Counts and sizes: batches, entries, bytes.
    public static let amounts = HistogramBuckets([
        1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 100_000, 1_000_000, 10_000_000,
    ])
}
