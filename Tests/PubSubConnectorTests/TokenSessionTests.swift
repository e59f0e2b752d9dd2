import ConnectorCore
import Synchronization
import TestSupport
import Testing

@testable import PubSubConnector

@Suite("A Pub/Sub session and its token", .timeLimit(.minutes(1)))
struct TokenSessionTests {
    /// A server that gives tokens `t-1`, `t-2` … and lets in who has one that is good.
    private final class Door: Sendable {
        private struct State {
            var given = 0
            var asking = 0
            var mostAsking = 0
            var withdrawn: Set<String> = []
        }

        private let state = Mutex(State())
        let lifetime: Int
        init(lifetime: Int) { self.lifetime = lifetime }

        var given: Int { state.withLock { $0.given } }
        var mostAsking: Int { state.withLock { $0.mostAsking } }
        func withdraw(_ token: String) { state.withLock { _ = $0.withdrawn.insert("Bearer \(token)") } }

        func answer(_ asked: FakeGoogle.Asked) async throws -> FakeGoogle.Answer? {
            guard asked.path == "/token" else {
                let token = asked.headers["authorization"] ?? ""
                let isGood = token.hasPrefix("Bearer t-") && !state.withLock { $0.withdrawn.contains(token) }
                let refusal = "{\"error\":{\"code\":401,\"status\":\"UNAUTHENTICATED\",\"message\":\"no\"}}"
                return isGood ? nil : .init(status: 401, body: refusal)
            }
            let number = state.withLock { state in
                state.given += 1
                state.asking += 1
                state.mostAsking = max(state.mostAsking, state.asking)
                return state.given
            }
            try await Task.sleep(for: .milliseconds(20))
            state.withLock { $0.asking -= 1 }
            return .init(body: "{\"access_token\":\"t-\(number)\",\"expires_in\":\(lifetime)}")
        }
    }

    private func with(
        lifetime: Int = 3_600,
        _ body: @escaping @Sendable (FakeGoogle, SessionHarness, Door, PubSubConnector) async throws -> Void
    ) async throws {
        try await FakeGoogle.with { fake in
            let door = Door(lifetime: lifetime)
            fake.answers { try await door.answer($0) }
            let harness = SessionHarness(fake: fake)
            let key = try TestKey.json(tokenURL: "\(fake.url)/token").base64
            try await body(fake, harness, door, harness.connector(credentials: .key(key)))
        }
    }

    @Test("requests carry the token, and nothing is asked without one")
    func carries() async throws {
        try await with { fake, _, door, connector in
            fake.publish((0..<10).map { FakeGoogle.message($0) })
            try await connector.withSession { session in
                #expect(try await SessionHarness.take(10, from: session).count == 10)
                try await eventually("acknowledged") { fake.acknowledged.count == 10 }
            }
            #expect(door.given == 1)
            let tokens = (fake.asked(":pull") + fake.asked(":acknowledge")).map { $0.headers["authorization"] }
            #expect(tokens.allSatisfy { $0 == "Bearer t-1" })
        }
    }

    @Test("a token is renewed before it ends, one request at a time")
    func renews() async throws {
        try await with(lifetime: 2) { fake, harness, door, connector in
            try await connector.withSession { session in
                try await eventually("three tokens") { door.given >= 3 }
                fake.publish([FakeGoogle.message(1)])
                #expect(try await SessionHarness.take(1, from: session).count == 1)
                #expect(harness.status?.state != .degraded)
            }
            #expect(door.mostAsking == 1)
            #expect(!fake.asked(":pull").contains { $0.headers["authorization"] == nil })
        }
    }

    @Test("a token that is withdrawn is replaced, once for all requests that were refused with it")
    func withdrawn() async throws {
        try await with { fake, _, door, connector in
            fake.publish([FakeGoogle.message(1)])
            try await connector.withSession { session in
                let batch = try #require(try await session.next(upTo: 10))
                door.withdraw("t-1")
                try await session.settle(batch, as: .accepted)
                try await eventually("acknowledged with a new token") {
                    fake.asked(":acknowledge").contains { $0.headers["authorization"] == "Bearer t-2" }
                }
                fake.publish([FakeGoogle.message(2)])
                #expect(try await SessionHarness.take(1, from: session).count == 1)
            }
            #expect(door.given == 2)
        }
    }

    @Test("a new token that is refused ends the session with words that help, and without the token")
    func refused() async throws {
        try await with { _, _, door, connector in
            door.withdraw("t-1")
            await #expect {
                try await connector.withSession { _ = try await SessionHarness.take(1, from: $0) }
            } throws: { error in
                guard let error = error as? ConnectorError else { return false }
                return error.code == .credentials && error.message.contains("longshore@proj")
                    && !error.message.contains("t-1")
            }
        }
    }

    @Test("a token server in trouble is shown and asked again")
    func trouble() async throws {
        try await with { fake, harness, door, connector in
            let isBack = Mutex(false)
            fake.answers { asked in
                if asked.path == "/token", !isBack.withLock({ $0 }) { return .init(status: 503, body: "") }
                return try await door.answer(asked)
            }
            try await connector.withSession { session in
                try await eventually("degraded") { harness.status?.state == .degraded }
                isBack.withLock { $0 = true }
                try await eventually("running") { harness.status?.state == .running }
            }
        }
    }

    @Test("a key that is refused ends the session")
    func wrongKey() async throws {
        try await with { fake, _, _, connector in
            fake.answers { asked in
                asked.path == "/token"
                    ? .init(
                        status: 400,
                        body: "{\"error\":\"invalid_grant\",\"error_description\":\"Invalid JWT Signature.\"}"
                    )
                    : nil
            }
            await #expect {
                try await connector.withSession { _ = try await SessionHarness.take(1, from: $0) }
            } throws: { error in
                (error as? ConnectorError)?.code == .credentials && "\(error)".contains("Invalid JWT Signature.")
            }
            #expect(fake.asked(":pull").isEmpty)
        }
    }
}
