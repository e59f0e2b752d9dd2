import AMQPSupport
import ConnectorCore
import Domain
import Foundation
import TestSupport
import Testing

@testable import AMQPConnector

@Suite("Messages of RabbitMQ", .serialized, .rabbitMQ, .timeLimit(.minutes(5)))
struct AMQPMessageTests {
    @Test("a foreign producer's message comes with every property and every kind of header")
    func judge() async throws {
        try await AMQPHarness.withQueue { harness in
            let script = Programs.root + "/Tests/Judges/publish_amqp.py"
            let arguments = [script, "\(harness.server.port)", harness.queue, "500"]
            try await run(Programs.python, arguments, folder: harness.server.folder)
            let messages = try await harness.session { try await $0.accept(501) }
            let first = try #require(messages.first)
            #expect(first.bodyText == "{\"n\": 9007199254740993, \"text\": \"Grüße\"}")
            #expect(first.position == "amqp/\(harness.queue)/message-1")
            #expect(first.timestamp == Timestamp(seconds: 1_785_585_600))
            let attributes = [
                "queue": harness.queue, "exchange": "", "routing-key": harness.queue, "redelivered": "false",
                "content-type": "application/json", "content-encoding": "utf-8", "delivery-mode": "2",
                "priority": "5", "correlation-id": "correlation-1", "reply-to": "answers", "expiration": "600000",
                "message-id": "message-1", "timestamp": "1785585600", "type": "order.paid", "user-id": "guest",
                "app-id": "judge",
            ]
            for (name, value) in attributes { #expect(first.attribute(name) == value, "\(name)") }
            let headers = [
                "text": "Grüße", "number": "42", "large": "9007199254740993", "negative": "-7", "truth": "true",
                "decimal": "123.45", "moment": "1785585600",
                "list": "[1,\"two\",null,{\"three\":3}]", "table": "{\"a\":{\"b\":[true,2]},\"c\":\"d\"}",
            ]
            for (name, value) in headers { #expect(first.text(ofHeader: name) == value, "\(name)") }
            #expect(first.headers.first { $0.name == "nothing" }?.value == .some(nil))
            #expect(first.headers.first { $0.name == "bytes" }?.value == [0xFF, 0x00])
            #expect(messages.dropFirst().map(\.bodyText) == (0..<500).map { "{\"n\":\($0)}" })
            #expect(messages.dropFirst().allSatisfy { $0.position.isEmpty && $0.timestamp == nil })
        }
    }

    @Test("a redelivered message has the same place, and says that it is one")
    func positions() async throws {
        try await AMQPHarness.withQueue { harness in
            try harness.publish(["a", "b"], messageIDs: ["id/1", "id 2"])
            let first = try await harness.session { try await $0.take(2).flatMap(\.messages) }
            let second = try await harness.session { try await $0.accept(2) }
            #expect(first.map(\.position) == ["amqp/\(harness.queue)/id/1", "amqp/\(harness.queue)/id 2"])
            #expect(second.map(\.position) == first.map(\.position))
            #expect(second.map(\.timestamp) == first.map(\.timestamp))
            #expect(second.map { $0.attribute("redelivered") } == ["true", "true"])
        }
    }

    @Test("bodies of many frames, and empty ones, keep their bytes")
    func large() async throws {
        try await AMQPHarness.withQueue { harness in
            let large = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
            let bodies = [large, [], [0], large, Array("end".utf8)]
            try TestPublisher(port: harness.server.port).publish(bodies, routingKey: harness.queue)
            let messages = try await harness.session { try await $0.accept(bodies.count) }
            #expect(messages.map { $0.body.map(Array.init) } == bodies)
        }
    }

    @Test("headers nested as deep as a frame allows break nothing")
    func bomb() async throws {
        try await AMQPHarness.withQueue { harness in
            let script = """
                import pika, struct, sys
                from pika import data
                depth = 20000
                value = b"V"
                for _ in range(depth): value = b"A" + struct.pack(">I", len(value)) + value
                original = data.encode_value
                data.encode_value = lambda pieces, v: (pieces.append(value), len(value))[1] if v == "bomb" else original(pieces, v)
                connection = pika.BlockingConnection(pika.ConnectionParameters("127.0.0.1", int(sys.argv[1])))
                channel = connection.channel()
                channel.confirm_delivery()
                channel.basic_publish("", sys.argv[2], b"{}", pika.BasicProperties(headers={"deep": "bomb"}), mandatory=True)
                channel.basic_publish("", sys.argv[2], b"after")
                connection.close()
                """
            let arguments = ["-c", script, "\(harness.server.port)", harness.queue]
            try await run(Programs.python, arguments, folder: harness.server.folder)
            let messages = try await harness.session { try await $0.accept(2) }
            #expect(messages.map(\.bodyText) == ["{}", "after"])
        }
    }

    /// Not timed: `LONGSHORE_TEST_AMQP_MESSAGES=500000` makes it a measurement, whose result it prints.
    @Test("a long queue is drained in order")
    func drain() async throws {
        try await AMQPHarness.withQueue { harness in
            let count = Int(ProcessInfo.processInfo.environment["LONGSHORE_TEST_AMQP_MESSAGES"] ?? "") ?? 20_000
            let filler = String(repeating: "x", count: 280)
            try harness.publish((0..<count).map { "{\"n\":\($0),\"filler\":\"\(filler)\"}" })
            try await harness.session { session in
                let start = ContinuousClock.now
                var received = 0
                var isInOrder = true
                while received < count {
                    let batch = try #require(try await session.next(upTo: 1_000))
                    for message in batch.messages {
                        if !message.bodyText.hasPrefix("{\"n\":\(received),") { isInOrder = false }
                        received += 1
                    }
                    try await session.settle(batch, as: .accepted)
                }
                let seconds = (ContinuousClock.now - start) / .seconds(1)
                print("AMQP: \(count) messages of 300 bytes in \(seconds) s: \(Int(Double(count) / seconds)) a second")
                #expect(isInOrder)
            }
            try await harness.holds(ready: 0, unacknowledged: 0)
        }
    }
}
