import ConnectorCore
import HTTP
import Testing

@testable import PubSubConnector

@Suite("What Google's refusals mean")
struct FailureTests {
    private let health = PubSubHealth(
        PubSubSettings(project: "proj", subscription: "orders"),
        endpoint: "https://pubsub.googleapis.com",
        identity: "service account a@b"
    )

    private func error(_ code: Int, _ status: String, _ more: String = "") -> GoogleError {
        GoogleError(
            code: code,
            body: Array("{\"error\":{\"code\":\(code),\"message\":\"said so\",\"status\":\"\(status)\"\(more)}}".utf8)
        )
    }

    @Test(
        "what needs a person ends the session with words that help",
        arguments: [
            (404, "NOT_FOUND", "missing", "projects/proj/subscriptions/orders does not exist: create the subscription"),
            (403, "PERMISSION_DENIED", "forbidden", "grant it the role roles/pubsub.subscriber"),
            (400, "FAILED_PRECONDITION", "configuration", "must be a pull subscription"),
            (400, "INVALID_ARGUMENT", "configuration", "said so"),
        ]
    )
    func fatal(_ code: Int, _ status: String, _ kind: String, _ words: String) {
        guard case .fail(let failure) = health.reaction(to: .refused(error(code, status))) else {
            Issue.record("\(status) does not end the session")
            return
        }
        #expect(failure.code.rawValue == kind)
        #expect(failure.message.contains(words), "\(failure.message)")
        #expect(failure.message.contains("said so"))
    }

    @Test("a disabled API is told from a missing grant")
    func disabled() {
        let more = ",\"details\":[{\"@type\":\"x\",\"reason\":\"SERVICE_DISABLED\",\"metadata\":{}}]"
        let reaction = health.reaction(to: .refused(error(403, "PERMISSION_DENIED", more)))
        #expect("\(reaction)".contains("enable pubsub.googleapis.com"))
    }

    @Test(
        "what passes by itself is shown and tried again",
        arguments: [
            (429, "RESOURCE_EXHAUSTED", "quota"), (503, "UNAVAILABLE", "tried again"), (500, "INTERNAL", "tried again"),
            (409, "ABORTED", "tried again"),
        ]
    )
    func transient(_ code: Int, _ status: String, _ words: String) {
        guard case .degrade(let failure) = health.reaction(to: .refused(error(code, status))) else {
            Issue.record("\(status) is not tried again")
            return
        }
        #expect(failure.message.contains(words))
    }

    @Test("a refused token is renewed; without one, credentials are asked for")
    func unauthenticated() {
        let refused = RequestFailure.refused(error(401, "UNAUTHENTICATED"))
        #expect(health.reaction(to: refused) == .renewToken)
        let nobody = PubSubHealth(PubSubSettings(project: "p", subscription: "sub"), endpoint: "e", identity: nil)
        guard case .fail(let failure) = nobody.reaction(to: refused) else {
            Issue.record("a client without credentials goes on")
            return
        }
        #expect(failure.code == .credentials)
    }

    @Test("no answer is shown and tried again; a URL that cannot be asked is not")
    func transport() {
        guard case .degrade(let failure) = health.reaction(to: .transport(HTTPError(.connect, "refused"))) else {
            Issue.record("ends")
            return
        }
        #expect(failure.code == .disconnected)
        guard case .fail = health.reaction(to: .transport(HTTPError(.forbiddenAddress, "no"))) else {
            Issue.record("goes on")
            return
        }
    }

    @Test(
        "errors without Google's JSON, of token servers, and very long ones are read",
        arguments: ["<html>", "", "{}", "[]", "{\"error\":7}"]
    )
    func strange(_ body: String) {
        #expect(GoogleError(code: 502, body: Array(body.utf8)).description == "HTTP 502")
        let long = GoogleError(
            code: 400,
            body: Array("{\"error\":\"a\",\"error_description\":\"\(String(repeating: "x", count: 9_999))\"}".utf8)
        )
        #expect(long.description.count < 400)
    }

    @Test("an exactly-once subscription's answer is read message by message")
    func exactlyOnce() throws {
        let more = """
            ,"details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"EXACTLY_ONCE_ACKID_FAILURE",
            "domain":"pubsub.googleapis.com","metadata":{"b":"PERMANENT_FAILURE_INVALID_ACK_ID",
            "c":"TRANSIENT_FAILURE_INVALID_ACK_ID"}}]
            """
        let leases = ["a", "b", "c"].enumerated().map { Holdings.Lease(number: UInt64($0), ackID: $1) }
        let outcome = try #require(LeaseOutcome(error(400, "FAILED_PRECONDITION", more), of: leases))
        #expect(outcome.done.map(\.ackID) == ["a"])
        #expect(outcome.lost.map(\.ackID) == ["b"])
        #expect(outcome.again.map(\.ackID) == ["c"])
        #expect(LeaseOutcome(error(503, "UNAVAILABLE"), of: leases) == nil)
    }
}
