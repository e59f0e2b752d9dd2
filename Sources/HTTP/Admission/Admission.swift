/// Decides which request may start when: so many for each origin, so many in all, and in turn among the origins, so that
/// one that is slow takes no more than its own share.
///
/// Counts and order only; whoever asks keeps the requests.
struct Admission {
    /// How many requests go to an `https` origin before its first answer. With HTTP/2 one connection serves all the
    /// later ones, so a burst at the start must not open one for each.
    static let probes = 4

    /// How many origins are remembered before idle ones are dropped.
    private static let rememberedOrigins = 4_096

    private let limitPerOrigin: Int
    private let limit: Int
    private var origins: [Substring: Origin] = [:]
    private(set) var inFlight = 0
    private(set) var queued = 0
    /// Origins that have something queued and room to start it.
    private var ring = FIFO<Origin>()

    init(limitPerOrigin: Int, limit: Int) {
        self.limitPerOrigin = max(1, limitPerOrigin)
        self.limit = max(1, limit)
    }

    mutating func origin(of url: String) -> Origin {
        let key = Origin.key(of: url)
        if let origin = origins[key] { return origin }
        if origins.count >= Self.rememberedOrigins { origins = origins.filter { !$0.value.isIdle } }
        let origin = Origin(key: key)
        origins[origin.key] = origin
        return origin
    }

    /// Asks for a start: true when the request may start now, false when it has been queued.
    mutating func ask(_ id: UInt64, for origin: Origin) -> Bool {
        if origin.queue.isEmpty, inFlight < limit, origin.inFlight < room(of: origin) {
            admit(origin)
            return true
        }
        origin.queue.append(id)
        queued += 1
        enterRing(origin)
        return false
    }

    /// A request has ended, or one that was admitted did not start after all.
    mutating func release(_ origin: Origin) {
        origin.inFlight -= 1
        inFlight -= 1
        enterRing(origin)
    }

    /// An answer came: it is known now how the origin uses connections.
    mutating func answered(_ origin: Origin) {
        guard origin.isProbing else { return }
        origin.isProbing = false
        enterRing(origin)
    }

    /// The next queued request that may start now. It counts as in flight, also when nobody wants it any more: then it
    /// must be released.
    mutating func next() -> (id: UInt64, origin: Origin)? {
        while inFlight < limit, let origin = ring.popFirst() {
            origin.isInRing = false
            guard origin.inFlight < room(of: origin), let id = origin.queue.popFirst() else { continue }
            queued -= 1
            admit(origin)
            enterRing(origin)
            return (id, origin)
        }
        return nil
    }

    private mutating func admit(_ origin: Origin) {
        origin.inFlight += 1
        inFlight += 1
    }

    private mutating func enterRing(_ origin: Origin) {
        guard !origin.isInRing, !origin.queue.isEmpty, origin.inFlight < room(of: origin) else { return }
        origin.isInRing = true
        ring.append(origin)
    }

    private func room(of origin: Origin) -> Int {
        origin.isProbing ? min(Self.probes, limitPerOrigin) : limitPerOrigin
    }
}
