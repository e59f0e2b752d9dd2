extension Duration {
    /// Whole milliseconds, rounded towards zero and cut to the range of `Int64`.
    public var inMilliseconds: Int64 {
        whole(unitsPerSecond: 1_000, attosecondsPerUnit: 1_000_000_000_000_000)
    }

    /// Whole microseconds, rounded towards zero and cut to the range of `Int64`.
    public var inMicroseconds: Int64 {
        whole(unitsPerSecond: 1_000_000, attosecondsPerUnit: 1_000_000_000_000)
    }

    /// Seconds with their fraction, for metrics and messages.
    public var inSeconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }

    private func whole(unitsPerSecond: Int64, attosecondsPerUnit: Int64) -> Int64 {
        components.seconds
            .multipliedSaturating(by: unitsPerSecond)
            .addedSaturating(components.attoseconds / attosecondsPerUnit)
    }
}
