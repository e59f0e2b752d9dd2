/// Waits that double from 50 ms to 5 s while something keeps failing, each shortened at random so that many do not come at once.
struct BackOff {
    static let first: Duration = .milliseconds(50)
    static let longest: Duration = .seconds(5)

    private var next = first

    mutating func reset() { next = Self.first }

    /// Waits; returns early when the task is cancelled.
    mutating func wait() async {
        let delay = next * Double.random(in: 0.5...1)
        next = min(next * 2, Self.longest)
        try? await Task.sleep(for: delay)
    }
}
