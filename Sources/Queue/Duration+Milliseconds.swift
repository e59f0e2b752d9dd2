extension Duration {
    /// Milliseconds, rounded down, at least zero: what Redis wants for its time-outs.
    var wholeMilliseconds: Int64 {
        let (seconds, attoseconds) = components
        let limit = Int64.max / 2_000
        return max(0, min(seconds, limit) * 1_000 + attoseconds / 1_000_000_000_000_000)
    }
}
