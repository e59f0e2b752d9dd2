/// Batches that wait on our side before they go back to the queue.
struct RetryPauses: Sendable {
    private struct Pause {
        let token: UInt64
        let messages: Int
        let end: ContinuousClock.Instant
    }

    /// By their end.
    private var pauses: [Pause] = []

    /// How many messages wait.
    private(set) var messages = 0

    /// How many batches wait.
    var count: Int { pauses.count }

    /// When the next one ends.
    var nextEnd: ContinuousClock.Instant? { pauses.first?.end }

    mutating func add(_ token: UInt64, messages count: Int, until end: ContinuousClock.Instant) {
        let index = pauses.firstIndex { $0.end > end } ?? pauses.endIndex
        pauses.insert(Pause(token: token, messages: count, end: end), at: index)
        messages += count
    }

    /// Takes a batch off the list, if it is there.
    mutating func forget(_ token: UInt64) {
        guard let index = pauses.firstIndex(where: { $0.token == token }) else { return }
        messages -= pauses.remove(at: index).messages
    }

    /// The batch whose pause ends first.
    mutating func removeFirst() -> UInt64? {
        guard let first = pauses.first else { return nil }
        forget(first.token)
        return first.token
    }

    /// The batches whose pause has ended.
    mutating func removeEnded(at now: ContinuousClock.Instant) -> [UInt64] {
        let ended = pauses.prefix { $0.end <= now }.map(\.token)
        for token in ended { forget(token) }
        return ended
    }
}
