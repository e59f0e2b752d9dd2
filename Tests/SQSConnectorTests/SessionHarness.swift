import ConnectorCore
import Domain
import Foundation
import HTTP
import Logging
import Reactor
import TestSupport

@testable import SQSConnector

/// Opens sessions with short times, and keeps what they report.
struct SessionHarness: Sendable {
    let settings: SQSSettings
    var timing = Self.timing
    let board = StatusBoard()
    let key = StatusBoard.Key(source: ULID(high: 0, low: 1), slot: 0)

    var status: SourceStatus? { board.status(of: key) }

    init(
        _ endpoint: String,
        queue: String = "orders",
        wait: Duration = .seconds(1),
        visibility: Duration = .seconds(30),
        receives: Int = 4,
        maximumInFlight: Int = 100
    ) {
        settings = SQSSettings(
            queue: queue,
            region: "eu-west-1",
            endpoint: endpoint,
            identity: .key(id: "AKIDTEST", secret: Redacted("top-secret"), sessionToken: nil),
            wait: wait,
            visibility: visibility,
            receives: receives,
            maximumInFlight: maximumInFlight
        )
    }

    static var timing: SQSTiming {
        var timing = SQSTiming()
        timing.tick = .milliseconds(20)
        timing.retry = .milliseconds(20)
        timing.retryLimit = .milliseconds(100)
        return timing
    }

    func connector() -> SQSConnector {
        var logger = Logger(label: "sqs-test")
        let level = ProcessInfo.processInfo.environment["LONGSHORE_TEST_LOG"].flatMap { Logger.Level(rawValue: $0) }
        logger.logLevel = level ?? .critical
        let runtime = ConnectorRuntime(
            source: key.source,
            sourceName: "test source",
            slot: 0,
            logger: logger,
            status: StatusReporter(board: board, key: key),
            dimensions: []
        )
        return SQSConnector(settings, runtime: runtime, timing: timing, environment: [:])
    }

    func session<Result: Sendable>(_ body: (SQSSession) async throws -> Result) async throws -> Result {
        try await connector().withSession(body)
    }
}

/// Takes messages until there are that many, and says in which batches they came.
func take(_ count: Int, from session: SQSSession, limit: Int = 10) async throws -> [Batch] {
    let deadline = ContinuousClock.now + .seconds(20)
    var batches: [Batch] = []
    while batches.reduce(0, { $0 + $1.messages.count }) < count {
        guard ContinuousClock.now < deadline else { throw TestFailure("only \(batches) came") }
        guard let batch = try await poll(session, limit) else { continue }
        batches.append(batch)
    }
    return batches
}

/// A batch, or nil when none comes within a moment.
func poll(_ session: SQSSession, _ limit: Int = 10, within time: Duration = .milliseconds(300)) async throws -> Batch? {
    try await withThrowingTaskGroup(of: Batch?.self) { group in
        group.addTask {
            do { return try await session.next(upTo: limit) } catch is CancellationError { return nil }
        }
        group.addTask {
            try? await Task.sleep(for: time)
            return nil
        }
        let first = try await group.next() ?? nil
        group.cancelAll()
        let second = try await group.next() ?? nil
        return first ?? second
    }
}

/// Lends an HTTP client on a reactor of its own.
func withHTTP<Result: Sendable>(_ body: (HTTPClient) async throws -> Result) async throws -> Result {
    let reactor = Reactor.start(name: "sqs-test")
    let http = HTTPClient(
        configuration: HTTPConfiguration(addressPolicy: AddressPolicy(allowsPrivate: true)),
        reactor: reactor
    )
    let result: Swift.Result<Result, any Error>
    do { result = .success(try await body(http)) } catch { result = .failure(error) }
    await http.shutdown()
    reactor.stop()
    return try result.get()
}
