public import ConnectorCore
internal import Domain
internal import Logging
internal import Reactor
internal import Redis

/// One consumer of a group.
///
/// The actor runs on the reactor of its connections. Three tasks work on it: the source's consumer in ``next(upTo:)`` and
/// ``settle(_:as:)``, `read()`, which brings as many entries as there is room for, and `upkeep()`, which acknowledges, renews and
/// measures. Nothing that Redis hands out is lost between them: all of it goes through one ledger.
public actor RedisStreamsSession: ConnectorSession {
    let settings: RedisStreamsSettings
    let timing: RedisStreamsTiming
    let logger: Logger
    let status: StatusReporter
    let metrics: RedisStreamsMetrics
    /// The consumer's name in the group: the same after a restart, so that it finds what it held.
    let consumer: String
    let client: RedisClient
    /// The connection that waits for entries.
    var reading: RedisConnection?
    let reactor: Reactor

    /// Rings when there are entries to hand out, or an error: for the source's consumer.
    let newsBell: Doorbell
    /// Rings when there is room for more entries: for the reader.
    let roomBell: Doorbell
    /// Rings when there is something to acknowledge: for the upkeep.
    let workBell: Doorbell

    var ledger: EntryLedger
    /// Why the session is of no use any more.
    var failure: ConnectorError?
    /// How far each stream was searched for what others have left.
    var cursors: [String]
    /// The stream that is read first when there is not room for all.
    var firstStream = 0
    /// Bytes of an entry, as seen of late: bounds what one read brings.
    var entryBytes = 1_024
    var isClosed = false
    /// Redis was away when the upkeep last asked.
    var isDegraded = false
    /// The upkeep sleeps for long, because nothing can fall due.
    var isResting = false

    /// The actor runs where its connections do.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { reactor.asUnownedSerialExecutor() }

    init(_ settings: RedisStreamsSettings, runtime: ConnectorRuntime, timing: RedisStreamsTiming) throws {
        self.settings = settings
        self.timing = timing
        logger = runtime.logger
        status = runtime.status
        metrics = RedisStreamsMetrics(dimensions: runtime.dimensions)
        consumer = "longshore-\(runtime.source)-\(runtime.slot)"
        ledger = EntryLedger(credit: settings.maximumInFlight)
        cursors = Array(repeating: "0-0", count: settings.streams.count)
        let endpoint: RedisEndpoint
        do {
            endpoint = try settings.endpoint()
        } catch {
            throw ConnectorError(.configuration, "`url` does not name a Redis: \(error.message)")
        }
        reactor = Reactor.start(name: "redis-\(runtime.slot)")
        newsBell = Doorbell(on: reactor)
        roomBell = Doorbell(on: reactor)
        workBell = Doorbell(on: reactor)
        var connection = RedisSettings()
        connection.clientName = "longshore-\(Self.clientName(runtime.sourceName))-\(runtime.slot)"
        client = RedisClient(endpoint: endpoint, settings: connection, reactor: reactor, logger: runtime.logger)
    }

    /// What of the source's name the server's list of clients may show.
    private static func clientName(_ name: String) -> String {
        String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) ? $0 : "-" })
    }

    func open() async throws {
        do {
            for stream in settings.streams { try await ensureGroup(of: stream, at: settings.start) }
            reading = try await client.dedicated()
        } catch let error as RedisError {
            throw connectorError(error)
        }
        status.connected()
    }

    // MARK: - ConnectorSession

    /// Waits for messages; see ``ConnectorSession/next(upTo:)``. A batch holds at most 8 MiB, but always one message.
    public func next(upTo limit: Int) async throws -> Batch? {
        while true {
            try Task.checkCancellation()
            if let failure { throw failure }
            if isClosed { throw ConnectorError(.disconnected, "the session is closed") }
            if let batch = ledger.take(limit, bytes: timing.batchBytes, at: .now) {
                let messages = batch.entries.map {
                    $0.message(of: settings.streams[$0.place.stream], body: settings.body)
                }
                return Batch(messages: messages, token: batch.token)
            }
            await newsBell.wait()
        }
    }

    /// Says what became of a batch; see ``ConnectorSession/settle(_:as:)``. The acknowledgement follows at once or with the next tick.
    public func settle(_ batch: Batch, as verdict: Settlement) async throws {
        switch verdict {
        case .accepted, .rejected:
            ledger.settle(batch.token)
            if ledger.settledCount >= timing.acknowledgeCount { workBell.ring() }
        case .retry(let pause):
            ledger.retry(batch.token, at: .now + (pause ?? .zero))
            newsBell.ring()
        }
        disturb()
    }

    /// Ends the session with an error, at the consumer's next look.
    func fail(_ error: ConnectorError) {
        guard failure == nil else { return }
        failure = error
        newsBell.ring()
    }
}
