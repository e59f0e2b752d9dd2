/// Decides how many receives are out at once: as many as it takes while there is much, one long poll while there is nothing.
/// A value without clocks, so that its rules can be tested alone.
struct ReceivePlan: Sendable {
    /// A receive that took longer than this waited for messages: there was nothing when it came.
    static let waited: Duration = .milliseconds(500)

    /// The most that may be out.
    let maximum: Int

    /// How many shall be out.
    private(set) var target = 1

    /// How many are out.
    private(set) var running = 0

    /// How many messages those that are out may bring.
    private(set) var expected = 0

    /// About how many bytes a receive brings.
    private(set) var usualBytes = 0

    init(maximum: Int) { self.maximum = max(1, maximum) }

    /// What limits the next receive.
    struct Room: Sendable {
        /// How many more messages may be held, those on their way not deducted.
        var messages: Int
        /// How many more bytes may wait to be taken.
        var bytes: Int
    }

    /// How many messages to ask for next; nil for no further receive now.
    func next(_ room: Room) -> Int? {
        guard running < target else { return nil }
        // One message is always let in, however large messages have been.
        guard running == 0 || room.bytes > usualBytes * (running + 1) else { return nil }
        guard room.bytes > 0 else { return nil }
        let count = min(SQSClient.batch, room.messages - expected)
        return count > 0 ? count : nil
    }

    mutating func started(_ count: Int) {
        running += 1
        expected += count
    }

    /// A receive has brought messages, or none.
    mutating func answered(asked: Int, got: Int, bytes: Int, after time: Duration) {
        ended(asked)
        if got == 0 {
            target = max(1, target / 2)
        } else if time > Self.waited {
            target = max(1, target - 1)
        } else {
            target = min(maximum, got == asked ? target * 2 : target + 1)
        }
        if got > 0 { usualBytes = (usualBytes * 3 + bytes) / 4 }
    }

    /// A receive has failed: one is enough to find out when it works again.
    mutating func failed(asked: Int) {
        ended(asked)
        target = 1
    }

    private mutating func ended(_ asked: Int) {
        running -= 1
        expected -= asked
    }
}
