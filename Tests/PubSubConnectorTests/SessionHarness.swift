import ConnectorCore
import Domain
import Foundation
import Logging
import TestSupport
import Testing

@testable import PubSubConnector

/// Opens sessions with short times on a server of the tests, and keeps what they report.
struct SessionHarness: Sendable {
    let fake: FakeGoogle
    let board = StatusBoard()
    let key = StatusBoard.Key(source: ULID(high: 0, low: 1), slot: 0)

    var status: SourceStatus? { board.status(of: key) }

    /// Times that let a test end soon.
    static var timing: PubSubTiming {
        var timing = PubSubTiming()
        timing.tick = .milliseconds(20)
        timing.firstRenewal = .milliseconds(60)
        timing.retry = .milliseconds(10)
        timing.retryLimit = .milliseconds(50)
        timing.close = .seconds(2)
        return timing
    }

    func connector(
        credentials: PubSubSettings.Credentials? = nil,
        pulls: Int = 4,
        outstanding: Int = 5_000,
        timing: PubSubTiming = timing
    ) -> PubSubConnector {
        let settings = PubSubSettings(
            project: "proj",
            subscription: "orders",
            credentials: credentials ?? .nobody,
            endpoint: fake.url,
            concurrentPulls: pulls,
            outstandingMessages: outstanding,
            ackDeadline: .seconds(10)
        )
        var logger = Logger(label: "pubsub-test")
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
        return PubSubConnector(settings, runtime: runtime, timing: timing, surroundings: PubSubSurroundings())
    }

    /// Takes messages until there are that many, settling each batch when told to.
    static func take(
        _ count: Int,
        from session: PubSubSession,
        limit: Int = 100,
        as verdict: Settlement? = .accepted
    ) async throws -> [Message] {
        try await within(.seconds(20)) {
            var messages: [Message] = []
            while messages.count < count {
                guard let batch = try await session.next(upTo: limit) else { break }
                messages += batch.messages
                if let verdict { try await session.settle(batch, as: verdict) }
            }
            return messages
        }
    }
}

/// Ends `body` when it takes too long.
func within<Result: Sendable>(
    _ limit: Duration,
    _ body: @escaping @Sendable () async throws -> Result
) async throws -> Result {
    try await withThrowingTaskGroup { group in
        group.addTask { try await body() }
        group.addTask {
            try await Task.sleep(for: limit)
            throw TestFailure("not within \(limit)")
        }
        defer { group.cancelAll() }
        guard let result = try await group.next() else { throw TestFailure("no result") }
        return result
    }
}

/// What a mutating call has returned, which `#require` cannot make itself.
func present<Value>(_ value: Value?, sourceLocation: SourceLocation = #_sourceLocation) throws -> Value {
    try #require(value, sourceLocation: sourceLocation)
}

extension Message {
    var text: String { body.map { String(decoding: $0, as: UTF8.self) } ?? "<none>" }
}
