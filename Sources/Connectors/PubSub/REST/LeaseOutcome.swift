/// What an exactly-once subscription says became of the messages of one request.
struct LeaseOutcome: Hashable, Sendable {
    /// Done as asked.
    private(set) var done: [Holdings.Lease] = []
    /// The lease is over: asking again is of no use, the message comes again.
    private(set) var lost: [Holdings.Lease] = []
    /// Not done, and to be asked again.
    private(set) var again: [Holdings.Lease] = []

    /// Reads an error; nil when it says nothing about single messages.
    init?(_ error: GoogleError, of leases: [Holdings.Lease]) {
        guard error.metadata.values.contains(where: { $0.hasPrefix(Self.permanent) || $0.hasPrefix(Self.transient) })
        else { return nil }
        for lease in leases {
            // Those that are not named are done.
            guard let word = error.metadata[lease.ackID] else {
                done.append(lease)
                continue
            }
            if word.hasPrefix(Self.transient) { again.append(lease) } else { lost.append(lease) }
        }
    }

    private static let permanent = "PERMANENT_FAILURE_"
    private static let transient = "TRANSIENT_FAILURE_"
}
