internal import Logging
internal import Queue
internal import Synchronization

/// Acknowledges intake entries that need no more work, in batches, for as long as Redis takes to answer.
final class Acknowledger: Sendable {
    private struct State {
        var tickets: [EntryLedger.Ticket] = []
        var isClosed = false
    }

    private let stream: IntakeStream
    private let ledger: EntryLedger
    private let logger: Logger
    private let state = Mutex(State())
    private let arrival = Signal()

    init(stream: IntakeStream, ledger: EntryLedger, logger: Logger) {
        self.stream = stream
        self.ledger = ledger
        self.logger = logger
    }

    /// Takes entries whose events, deliveries or dead letters are in Postgres.
    func acknowledge(_ tickets: [EntryLedger.Ticket]) {
        guard !tickets.isEmpty else { return }
        state.withLock { $0.tickets += tickets }
        arrival.ring()
    }

    /// No more come.
    func close() {
        state.withLock { $0.isClosed = true }
        arrival.ring()
    }

    /// Works until closed and empty, or cancelled. What is not acknowledged then comes again, and is known by then.
    func run() async {
        var backOff = BackOff()
        while true {
            let (tickets, isClosed) = state.withLock { state in
                defer { state.tickets = [] }
                return (state.tickets, state.isClosed)
            }
            if tickets.isEmpty {
                if isClosed { return }
                do { try await arrival.wait() } catch { return }
                continue
            }
            var open = Dictionary(grouping: tickets, by: \.shard)
            while let (shard, group) = open.first {
                do {
                    try await stream.acknowledge(group.map(\.id), shard: shard)
                    open[shard] = nil
                    ledger.release(group)
                    backOff.reset()
                } catch {
                    if Task.isCancelled { return }
                    logger.warning("could not acknowledge entries; trying again", metadata: ["error": "\(error)"])
                    await backOff.wait()
                }
            }
        }
    }
}
