/// Decides how many receives are out at once: as many as it takes while there is much, one long poll while there is nothing, and
/// no more than the server answers in time.
///
/// A server that answers one call after the other gives no more messages to 32 receives than to four, only later: later than
/// what it handed out stays ours, in the end. So an answer that is late, against the quickest so far, is a sign that fewer would
/// do. A value without clocks, so that its rules can be tested alone.
struct ReceivePlan: Sendable {
    /// An answer is not late before this.
    static let patience: Duration = .milliseconds(250)

    /// An answer is not late before it took so many times as long as the quickest.
    static let slowdown = 4

    /// The most that may be out.
    let maximum: Int

    /// After what time an answer is late in any case: consumers that crowd out each other do not know how quick it would be.
    let limit: Duration

    /// How many shall be out.
    private(set) var target = 1

    /// How many are out.
    private(set) var running = 0

    /// How many messages those that are out may bring.
    private(set) var expected = 0

    /// How long a receive takes when nothing holds it up.
    private(set) var quickest: Duration?

    /// Whether the one that is out was sent when none was.
    private var isAlone = false

    /// Whether answers have been late since the queue was last empty: then one more is tried at a time.
    private var isCareful = false

    /// How many answers have come in time since one more was tried.
    private var inTime = 0

    /// About how many bytes a receive brings.
    private(set) var usualBytes = 0

    init(maximum: Int, limit: Duration) {
        self.maximum = max(1, maximum)
        self.limit = limit
    }

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
        isAlone = running == 0
        running += 1
        expected += count
    }

    /// A receive has brought messages, or none.
    mutating func answered(asked: Int, got: Int, bytes: Int, after time: Duration) {
        let wasAlone = isAlone && running == 1
        // What was out alone shows the way to the server as it is now; what is full has hardly waited for messages.
        if got == asked { quickest = wasAlone ? time : min(quickest ?? time, time) }
        ended(asked)
        if got > 0 { usualBytes = (usualBytes * 3 + bytes) / 4 }
        if got == 0 {
            target = max(1, target / 2)
            isCareful = isCareful && target > 1
        } else if time > latest {
            target = max(1, target - 1)
            // Alone, it has waited for messages.
            isCareful = isCareful || !wasAlone
            inTime = 0
        } else {
            grow(isFull: got == asked)
        }
    }

    /// After what time an answer is late: the server has too much to do, or there was nothing when the receive came.
    private var latest: Duration { min(limit, max(Self.patience, (quickest ?? .zero) * Self.slowdown)) }

    private mutating func grow(isFull: Bool) {
        inTime += 1
        if isCareful {
            guard inTime >= target else { return }
            target += 1
        } else {
            target = isFull ? target * 2 : target + 1
        }
        target = min(maximum, target)
        inTime = 0
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
