/// When a client's handles may be freed: after its end was asked for, and the last call that uses them has returned.
///
/// A caller gives a call up at its deadline, but the call goes on. A value, so that its rules can be tested alone.
struct ClientUsage: Hashable, Sendable {
    private var calls = 0
    private var isEnding = false

    /// Notes a call that is about to begin.
    ///
    /// - Returns: false when the end was asked for, so that it must not begin.
    mutating func begin() -> Bool {
        guard !isEnding else { return false }
        calls += 1
        return true
    }

    /// Notes that a call has returned.
    ///
    /// - Returns: whether the handles are to be freed now.
    mutating func finish() -> Bool {
        calls -= 1
        return isEnding && calls == 0
    }

    /// Asks for the end.
    ///
    /// - Returns: whether the handles are to be freed now; otherwise the last call does it, or it was asked for before.
    mutating func end() -> Bool {
        guard !isEnding else { return false }
        isEnding = true
        return calls == 0
    }
}
