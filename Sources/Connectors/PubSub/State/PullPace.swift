/// Decides how many pulls are on their way, and how much each may ask for. A value, so that the rules can be tested.
///
/// One pull waits while there is nothing. Each that finds messages waiting doubles how many go out, up to the most allowed;
/// each that had to wait halves it. What is held, and what the pulls on their way may bring, is never more than allowed.
struct PullPace: Sendable {
    /// What one pull may bring at most.
    struct Pull: Hashable, Sendable {
        let limit: Int
    }

    private let most: Int
    private let size: Int
    private let messages: Int
    private let bytes: Int

    /// How many pulls may be on their way.
    private(set) var target = 1
    /// How many are.
    private(set) var inFlight = 0
    /// How many messages they may bring.
    private var asked = 0
    /// The mean size of messages; 0 until one has come.
    private var meanSize = 0.0
    /// What one pull may ask for since an answer was too large.
    private var sizeAllowed: Int

    init(_ settings: PubSubSettings) {
        most = settings.concurrentPulls
        size = min(settings.pullSize, settings.outstandingMessages)
        messages = settings.outstandingMessages
        bytes = settings.outstandingBytes
        sizeAllowed = size
    }

    /// A pull to start now, if there is room for one.
    mutating func next(held: Int, heldBytes: Int) -> Pull? {
        guard inFlight < target else { return nil }
        var limit = min(sizeAllowed, messages - held - asked)
        var whole = sizeAllowed
        if meanSize > 0 {
            let room = Double(bytes - heldBytes) / meanSize - Double(asked)
            limit = min(limit, Int(max(room, 0)))
            whole = min(whole, Int(Double(bytes) / meanSize))
        }
        // With nothing at all on hand one message is asked for, however large it may be.
        let isIdle = held == 0 && inFlight == 0
        if isIdle { limit = max(limit, 1) }
        // A trickle of tiny pulls costs more than it brings: a quarter of a whole one shall be free.
        guard limit >= max(1, whole / 4) || isIdle else { return nil }
        inFlight += 1
        asked += limit
        return Pull(limit: limit)
    }

    /// A pull was answered.
    mutating func answered(_ pull: Pull, messages count: Int, bytes: Int, isPrompt: Bool) {
        ended(pull)
        target = count > 0 && isPrompt ? min(most, target * 2) : max(1, target / 2)
        guard count > 0 else { return }
        let mean = max(1, Double(bytes) / Double(count))
        meanSize = meanSize == 0 ? mean : meanSize * 0.7 + mean * 0.3
        sizeAllowed = min(size, sizeAllowed * 2)
    }

    /// A pull brought more than is read: the next ones ask for less, down to a single message.
    mutating func overflowed(_ pull: Pull) {
        ended(pull)
        sizeAllowed = max(1, min(sizeAllowed, pull.limit) / 2)
    }

    /// A pull failed: only one goes out until it is answered.
    mutating func failed(_ pull: Pull) {
        ended(pull)
        target = 1
    }

    private mutating func ended(_ pull: Pull) {
        inFlight -= 1
        asked -= pull.limit
    }
}
