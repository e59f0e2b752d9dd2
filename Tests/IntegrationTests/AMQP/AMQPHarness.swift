import AMQPSupport
import ConnectorCore
import Domain
import Foundation
import Logging
import Synchronization
import TestSupport
import Testing

@testable import AMQPConnector

/// A queue of its own on the suite's server, and connectors that read it.
struct AMQPHarness: Sendable {
    let server: RabbitMQServer
    let queue: String
    let board = StatusBoard()

    /// Makes a queue and lends it.
    static func withQueue(
        arguments: String = "{}",
        _ body: (AMQPHarness) async throws -> Void
    ) async throws {
        let harness = try AMQPHarness()
        try await harness.server.makeQueue(harness.queue, arguments: arguments)
        try await body(harness)
    }

    init(server: RabbitMQServer? = RabbitMQServer.current) throws {
        self.server = try #require(server)
        queue = "test-\(ULID.random().description.lowercased())"
    }

    var settings: AMQPSettings {
        AMQPSettings(hosts: [.init(name: "127.0.0.1", port: server.port)], queue: queue)
    }

    func publish(_ texts: [String], messageIDs: [String]? = nil) throws {
        try TestPublisher(port: server.port)
            .publish(texts.map { Array($0.utf8) }, messageIDs: messageIDs, routingKey: queue)
    }

    /// Runs `body` with a session.
    func session<Result: Sendable>(
        _ settings: AMQPSettings? = nil,
        timing: AMQPTiming = AMQPTiming(),
        _ body: (AMQPSession) async throws -> Result
    ) async throws -> Result {
        var logger = Logger(label: "amqp-test")
        let level = ProcessInfo.processInfo.environment["LONGSHORE_TEST_LOG"].flatMap { Logger.Level(rawValue: $0) }
        logger.logLevel = level ?? .critical
        let key = StatusBoard.Key(source: ULID(high: 0, low: 1), slot: 0)
        let runtime = ConnectorRuntime(
            source: key.source,
            sourceName: "harness-\(queue)",
            slot: 0,
            logger: logger,
            status: StatusReporter(board: board, key: key),
            dimensions: []
        )
        return try await AMQPConnector(settings ?? self.settings, runtime: runtime, timing: timing).withSession(body)
    }

    /// What opening a session fails with.
    func refusal(_ change: (inout AMQPSettings) -> Void) async throws -> ConnectorError {
        var settings = settings
        change(&settings)
        do {
            try await session(settings) { _ in }
        } catch let error as ConnectorError {
            return error
        }
        throw TestFailure("it was let in")
    }

    /// Waits until the server's numbers are those.
    func holds(ready: Int, unacknowledged: Int) async throws {
        var last = ""
        do {
            try await eventually("\(ready) ready, \(unacknowledged) out") {
                let numbers = try await server.messages(in: queue)
                last = "\(numbers)"
                return numbers == (ready, unacknowledged)
            }
        } catch {
            throw TestFailure("\(error); it has \(last)")
        }
    }
}

extension AMQPSession {
    /// Takes that many messages, without settling them.
    nonisolated func take(_ count: Int) async throws -> [Batch] {
        var batches: [Batch] = []
        while batches.reduce(0, { $0 + $1.messages.count }) < count {
            let left = count - batches.reduce(0) { $0 + $1.messages.count }
            guard let batch = try await next(upTo: left) else { break }
            batches.append(batch)
        }
        return batches
    }

    /// Takes that many messages, accepting them as they come.
    nonisolated func accept(_ count: Int) async throws -> [Message] {
        var messages: [Message] = []
        while messages.count < count, let batch = try await next(upTo: count - messages.count) {
            messages += batch.messages
            try await settle(batch, as: .accepted)
        }
        return messages
    }
}

extension Message {
    var bodyText: String { body.map { String(decoding: $0, as: UTF8.self) } ?? "<none>" }

    func attribute(_ name: String) -> String? { attributes.first { $0.name == name }?.value }
}
