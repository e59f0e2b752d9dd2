import ConnectorCore
import Synchronization
import TestSupport
import Testing

@testable import PubSubConnector

@Suite("A Pub/Sub session", .timeLimit(.minutes(1)))
struct PubSubSessionTests {
    private func with(_ body: @escaping @Sendable (FakeGoogle, SessionHarness) async throws -> Void) async throws {
        try await FakeGoogle.with { try await body($0, SessionHarness(fake: $0)) }
    }

    @Test("takes everything, acknowledges it in few requests, and says who it is")
    func takes() async throws {
        try await with { fake, harness in
            fake.publish((0..<2_500).map { FakeGoogle.message($0) })
            try await harness.connector().withSession { session in
                #expect(try await SessionHarness.take(2_500, from: session, limit: 1_000).count == 2_500)
                try await eventually("acknowledged") { Set(fake.acknowledged).count == 2_500 }
                #expect(fake.acknowledged.count == 2_500)
                #expect(fake.asked(":acknowledge").count < 20)
                #expect(fake.asked(":pull").first?.headers["user-agent"] == "longshore-test-source-0")
                #expect(fake.asked(":pull").first?.headers["authorization"] == nil)
            }
        }
    }

    @Test("several pulls are on their way under load, and one while idle")
    func breathes() async throws {
        try await with { fake, harness in
            fake.answers { asked in
                // Each pull brings little, as Google's do, and takes a while.
                guard asked.path.hasSuffix(":pull") else { return nil }
                try await Task.sleep(for: .milliseconds(5))
                return nil
            }
            try await harness.connector(pulls: 3).withSession { session in
                for round in 0..<20 {
                    fake.publish((0..<1_000).map { FakeGoogle.message(round * 1_000 + $0) })
                }
                _ = try await SessionHarness.take(20_000, from: session, limit: 1_000)
                #expect(fake.mostPulling <= 3)
                #expect(fake.mostPulling > 1)
                try await eventually("one pull waits") { fake.pulling == 1 }
            }
        }
    }

    @Test("asks for no more than may be outstanding, and goes on once there is room")
    func credit() async throws {
        try await with { fake, harness in
            fake.publish((0..<100).map { FakeGoogle.message($0) })
            try await harness.connector(outstanding: 20).withSession { session in
                var held: [Batch] = []
                while held.flatMap(\.messages).count < 20 {
                    held.append(try #require(try await session.next(upTo: 7)))
                }
                #expect(fake.asked(":pull").compactMap(\.limit).reduce(0, +) <= 20)
                for batch in held { try await session.settle(batch, as: .accepted) }
                #expect(try await SessionHarness.take(80, from: session).count == 80)
            }
        }
    }

    @Test("prolongs leases for as long as messages are held", .bug(id: "fault(15)"))
    func leases() async throws {
        try await with { fake, harness in
            fake.publish([FakeGoogle.message(1), FakeGoogle.message(2)])
            try await harness.connector().withSession { session in
                let batch = try #require(try await session.next(upTo: 1))
                try await eventually("prolonged") {
                    let prolonged = fake.asked(":modifyAckDeadline").filter { $0.seconds == 10 }.flatMap(\.ackIDs)
                    return Set(prolonged) == ["ack-1", "ack-2"]
                }
                try await session.settle(batch, as: .accepted)
                try await eventually("acknowledged") { fake.acknowledged == ["ack-1"] }
            }
        }
    }

    @Test("a retry gives back at once, or after the pause in whole seconds; its key's later messages with it")
    func retries() async throws {
        try await with { fake, harness in
            fake.publish([
                FakeGoogle.message(1, key: "A"), FakeGoogle.message(2, key: "B"), FakeGoogle.message(3, key: "A"),
                FakeGoogle.message(4),
            ])
            try await harness.connector().withSession { session in
                let first = try #require(try await session.next(upTo: 1))
                try await session.settle(first, as: .retry(after: .milliseconds(1_500)))
                let rest = try await SessionHarness.take(2, from: session, limit: 1, as: .retry(after: nil))
                #expect(rest.map(\.position) == ["pubsub/orders/2", "pubsub/orders/4"])
                // Leases may be prolonged meanwhile, by more seconds than these.
                let pauses = { fake.asked(":modifyAckDeadline").filter { ($0.seconds ?? .max) <= 2 } }
                try await eventually("given back") { pauses().flatMap(\.ackIDs).count >= 4 }
                let given = pauses()
                #expect(given.filter { $0.seconds == 2 }.flatMap(\.ackIDs) == ["ack-1", "ack-3"])
                #expect(given.filter { $0.seconds == 0 }.flatMap(\.ackIDs) == ["ack-2", "ack-4"])
                #expect(fake.acknowledged.isEmpty)
            }
        }
    }

    @Test("what could not be acknowledged is acknowledged again")
    func acknowledgesAgain() async throws {
        try await with { fake, harness in
            let failures = Mutex(3)
            fake.answers { asked in
                guard asked.path.hasSuffix(":acknowledge") else { return nil }
                let fails = failures.withLock { left in
                    left -= 1
                    return left >= 0
                }
                return fails ? .init(status: 503, body: "") : nil
            }
            fake.publish([FakeGoogle.message(1)])
            try await harness.connector().withSession { session in
                _ = try await SessionHarness.take(1, from: session)
                try await eventually("the fourth attempt") { fake.asked(":acknowledge").count == 4 }
                try await eventually("running") { harness.status?.state == .running }
            }
        }
    }

    @Test("an exactly-once subscription's transient failures are told again, permanent ones are not")
    func exactlyOnce() async throws {
        try await with { fake, harness in
            fake.answers { asked in
                guard asked.path.hasSuffix(":acknowledge"), asked.ackIDs.count > 1 else { return nil }
                return .init(
                    status: 400,
                    body: """
                        {"error":{"code":400,"message":"some","status":"FAILED_PRECONDITION","details":[
                        {"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"EXACTLY_ONCE_ACKID_FAILURE",
                        "metadata":{"ack-2":"PERMANENT_FAILURE_INVALID_ACK_ID","ack-3":"TRANSIENT_FAILURE_SERVICE_UNAVAILABLE"}}]}}
                        """
                )
            }
            fake.publish((1...3).map { FakeGoogle.message($0) })
            try await harness.connector().withSession { session in
                _ = try await SessionHarness.take(3, from: session)
                try await eventually("told again") {
                    fake.asked(":acknowledge").map(\.ackIDs) == [["ack-1", "ack-2", "ack-3"], ["ack-3"]]
                }
            }
            // Nothing is left to be given back.
            #expect(fake.asked(":modifyAckDeadline").filter { $0.seconds == 0 }.isEmpty)
        }
    }

    @Test("closing acknowledges what is settled and gives the rest back at once")
    func closes() async throws {
        try await with { fake, harness in
            fake.publish((0..<10).map { FakeGoogle.message($0) })
            let kept = try await harness.connector().withSession { session in
                let settled = try #require(try await session.next(upTo: 3))
                let open = try #require(try await session.next(upTo: 3))
                try await session.settle(settled, as: .accepted)
                return (session, open)
            }
            #expect(Set(fake.acknowledged) == ["ack-0", "ack-1", "ack-2"])
            let given = fake.asked(":modifyAckDeadline").filter { $0.seconds == 0 }.flatMap(\.ackIDs)
            #expect(given == (3..<10).map { "ack-\($0)" })
            try await kept.0.settle(kept.1, as: .accepted)
            await #expect(throws: ConnectorError.self) { _ = try await kept.0.next(upTo: 1) }
            #expect(fake.acknowledged.count == 3)
        }
    }

    @Test("a server that is away is shown, and what it has afterwards arrives")
    func away() async throws {
        let port = try freePort()
        let harness = Mutex<SessionHarness?>(nil)
        try await FakeGoogle.with(port: port) { fake in harness.withLock { $0 = SessionHarness(fake: fake) } }
        let away = try #require(harness.withLock { $0 })
        try await away.connector().withSession { session in
            try await eventually("degraded") { away.status?.state == .degraded }
            #expect(away.status?.error?.contains("cannot be reached at http://127.0.0.1:\(port)") == true)
            try await FakeGoogle.with(port: port) { fake in
                try await eventually("running although there is nothing") { away.status?.state == .running }
                fake.publish([FakeGoogle.message(1)])
                #expect(try await SessionHarness.take(1, from: session).count == 1)
                try await eventually("acknowledged") { fake.acknowledged == ["ack-1"] }
            }
        }
    }

    @Test("a quota that is used up is waited for")
    func quota() async throws {
        try await with { fake, harness in
            let failures = Mutex(4)
            fake.answers { asked in
                let fails = failures.withLock { left in
                    left -= 1
                    return left >= 0
                }
                guard fails else { return nil }
                return .init(
                    status: 429,
                    body: "{\"error\":{\"code\":429,\"status\":\"RESOURCE_EXHAUSTED\",\"message\":\"quota\"}}"
                )
            }
            fake.publish([FakeGoogle.message(1)])
            try await harness.connector().withSession { session in
                let messages = try await SessionHarness.take(1, from: session)
                #expect(messages.count == 1)
            }
        }
    }

    @Test("a server that ends every pull at once is shown, asked with pauses, and read from afterwards")
    func promptTimeout() async throws {
        try await with { fake, harness in
            let isBroken = Mutex(true)
            fake.answers { asked in
                guard asked.path.hasSuffix(":pull"), isBroken.withLock({ $0 }) else { return nil }
                return .init(
                    status: 504,
                    body: "{\"error\":{\"code\":504,\"status\":\"DEADLINE_EXCEEDED\",\"message\":\"late\"}}"
                )
            }
            fake.publish([FakeGoogle.message(1)])
            try await harness.connector().withSession { session in
                try await eventually("degraded") { harness.status?.state == .degraded }
                isBroken.withLock { $0 = false }
                #expect(try await SessionHarness.take(1, from: session).count == 1)
                try await eventually("running") { harness.status?.state == .running }
            }
        }
    }

    @Test("an answer that is larger than is read is asked for in smaller helpings")
    func tooLarge() async throws {
        try await with { fake, harness in
            fake.answers { asked in
                guard asked.path.hasSuffix(":pull"), let limit = asked.limit, limit > 10 else { return nil }
                return .init(body: "{\"receivedMessages\":[" + String(repeating: " ", count: 600_000) + "]}")
            }
            fake.publish((0..<5).map { FakeGoogle.message($0) })
            var timing = SessionHarness.timing
            timing.answerBytes = 100_000
            try await harness.connector(timing: timing).withSession { session in
                let messages = try await SessionHarness.take(5, from: session)
                #expect(messages.count == 5)
            }
        }
    }

    @Test("cancelled while it waits, it ends at once and loses nothing")
    func cancelled() async throws {
        try await with { fake, harness in
            try await harness.connector().withSession { session in
                let waiting = Task { try await session.next(upTo: 1) }
                try await eventually("asked") { !fake.asked(":pull").isEmpty }
                waiting.cancel()
                await #expect(throws: CancellationError.self) { _ = try await waiting.value }
                fake.publish([FakeGoogle.message(1)])
                #expect(try await SessionHarness.take(1, from: session).count == 1)
            }
        }
    }
}
