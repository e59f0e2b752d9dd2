import AMQPSupport
import ConnectorCore
import Domain
import TestSupport
import Testing

@testable import AMQPConnector

@Suite("Sessions with RabbitMQ", .serialized, .rabbitMQ, .timeLimit(.minutes(5)))
struct AMQPSessionTests {
    @Test("a queue is declared and bound; what is rejected goes to its dead letters", .bug(id: "fault(6)"))
    func declares() async throws {
        try await AMQPHarness.withQueue { dead in
            let harness = try AMQPHarness()
            try await harness.server.must("PUT", "exchanges/%2F/x-\(harness.queue)", "{\"type\":\"topic\"}")
            var settings = harness.settings
            settings.declaration = .init(
                isQuorum: true,
                arguments: [
                    .init(name: "x-queue-type", value: .text("quorum")),
                    .init(name: "x-dead-letter-exchange", value: .text("")),
                    .init(name: "x-dead-letter-routing-key", value: .text(dead.queue)),
                ]
            )
            settings.bindings = [.init(exchange: "x-\(harness.queue)", routingKey: "order.#", arguments: [])]
            try await harness.session(settings) { session in
                let publisher = try TestPublisher(port: harness.server.port)
                let bodies = ["a", "b", "c"].map { Array($0.utf8) }
                try publisher.publish(bodies, exchange: "x-\(harness.queue)", routingKey: "order.paid.eu")
                let batches = try await session.take(3)
                #expect(batches.flatMap(\.messages).first?.attribute("routing-key") == "order.paid.eu")
                for batch in batches { try await session.settle(batch, as: .rejected(reason: "test")) }
            }
            let messages = try await dead.session { try await $0.accept(3) }
            #expect(messages.map(\.bodyText) == ["a", "b", "c"])
            #expect(messages.first?.text(ofHeader: "x-first-death-reason") == "rejected")
            // Again: it is as it was declared.
            try await harness.session(settings) { _ in }
        }
    }

    @Test("credit bounds what is out, and every verdict gives it back", .bug(id: "fault(6)"))
    func credit() async throws {
        try await AMQPHarness.withQueue { harness in
            try harness.publish((0..<100).map { "\($0)" })
            var settings = harness.settings
            settings.prefetch = 10
            try await harness.session(settings) { session in
                let first = try await session.take(10)
                try await harness.holds(ready: 90, unacknowledged: 10)
                for batch in first { try await session.settle(batch, as: .accepted) }
                let second = try await session.take(10)
                #expect(second.flatMap(\.messages).map(\.bodyText) == (10..<20).map { "\($0)" })
                for batch in second { try await session.settle(batch, as: .rejected(reason: "test")) }
                _ = try await session.accept(80)
            }
            try await harness.holds(ready: 0, unacknowledged: 0)
        }
    }

    @Test("what is settled beyond a gap is acknowledged although the gap stays")
    func gaps() async throws {
        try await AMQPHarness.withQueue { harness in
            try harness.publish(["a", "b", "c"])
            try await harness.session { session in
                var batches: [Batch] = []
                for _ in 0..<3 { batches.append(try #require(try await session.next(upTo: 1))) }
                try await session.settle(batches[1], as: .accepted)
                try await session.settle(batches[2], as: .accepted)
                try await harness.holds(ready: 0, unacknowledged: 1)
            }
            let left = try await harness.session { try await $0.accept(1) }
            #expect(left.map(\.bodyText) == ["a"])
        }
    }

    @Test("a retry waits for its pause, and others do not wait for it")
    func retry() async throws {
        try await AMQPHarness.withQueue { harness in
            try harness.publish(["slow"])
            try await harness.session { session in
                let slow = try await session.take(1)
                let start = ContinuousClock.now
                for batch in slow { try await session.settle(batch, as: .retry(after: .seconds(2))) }
                try harness.publish(["b", "c"])
                #expect(try await session.accept(2).map(\.bodyText) == ["b", "c"])
                #expect(ContinuousClock.now - start < .seconds(2))
                #expect(try await session.accept(1).map(\.bodyText) == ["slow"])
                #expect(ContinuousClock.now - start >= .seconds(2))
            }
            try await harness.holds(ready: 0, unacknowledged: 0)
        }
    }

    @Test("a session that rests, because nothing comes, wakes for what falls due")
    func rest() async throws {
        try await AMQPHarness.withQueue { harness in
            // Nothing but the messages wakes it.
            var timing = AMQPTiming()
            timing.depth = .seconds(600)
            try await harness.session(timing: timing) { session in
                async let taken = session.take(1)
                try await eventually("it rests") { await session.isResting }
                try harness.publish(["a"])
                let first = try await taken
                async let second = session.accept(1)
                try await eventually("it rests again") { await session.isResting }
                try harness.publish(["b"])
                #expect(try await second.map(\.bodyText) == ["b"])
                try await harness.holds(ready: 0, unacknowledged: 1)
                async let third = session.accept(1)
                try await eventually("it rests a third time") { await session.isResting }
                for batch in first { try await session.settle(batch, as: .retry(after: .milliseconds(100))) }
                #expect(try await third.map(\.bodyText) == ["a"])
            }
            try await harness.holds(ready: 0, unacknowledged: 0)
        }
    }

    @Test("a caller that stays away gives what waits back to the queue, and goes on later")
    func stall() async throws {
        try await AMQPHarness.withQueue { harness in
            try harness.publish((0..<50).map { "\($0)" })
            var timing = AMQPTiming()
            timing.tick = .milliseconds(50)
            timing.stall = .milliseconds(300)
            try await harness.session(timing: timing) { session in
                let first = try await session.take(5)
                try await harness.holds(ready: 45, unacknowledged: 5)
                for batch in first { try await session.settle(batch, as: .accepted) }
                let rest = try await session.accept(45)
                #expect(rest.map(\.bodyText) == (5..<50).map { "\($0)" })
            }
            try await harness.holds(ready: 0, unacknowledged: 0)
        }
    }

    @Test("a queue that is deleted ends the session; the next one says that it is missing")
    func deleted() async throws {
        try await AMQPHarness.withQueue { harness in
            let error = await #expect(throws: ConnectorError.self) {
                try await harness.session { session in
                    try await harness.server.deleteQueue(harness.queue)
                    _ = try await session.next(upTo: 1)
                }
            }
            #expect(error?.code == .disconnected || error?.code == .missing, "\(error?.message ?? "")")
            let next = try await harness.refusal { _ in }
            #expect(next.code == .missing)
        }
    }

    @Test("an operator who closes the connection is understood")
    func closed() async throws {
        try await AMQPHarness.withQueue { harness in
            let error = await #expect(throws: ConnectorError.self) {
                try await harness.session { session in
                    try await eventually("the connection is listed and closed") {
                        try await harness.server.closeConnections(named: harness.queue) == 1
                    }
                    _ = try await session.next(upTo: 1)
                }
            }
            #expect(error?.code == .disconnected, "\(error?.message ?? "")")
        }
    }

    @Test("what waits in the queue is told")
    func depth() async throws {
        try await AMQPHarness.withQueue { harness in
            try harness.publish((0..<30).map { "\($0)" })
            var settings = harness.settings
            settings.prefetch = 10
            var timing = AMQPTiming()
            timing.depth = .milliseconds(100)
            try await harness.session(settings, timing: timing) { session in
                try await eventually("a lag of 20") {
                    harness.board.status(of: .init(source: .init(high: 0, low: 1), slot: 0))?.lag == 20
                }
                _ = try await session.accept(30)
            }
        }
    }
}
