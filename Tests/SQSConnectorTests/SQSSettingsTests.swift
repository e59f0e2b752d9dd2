import ConnectorCore
import Domain
import Specification
import Testing

@testable import SQSConnector

@Suite("SQS settings")
struct SQSSettingsTests {
    private func read(_ yaml: String) -> (settings: SQSSettings?, issues: [ConfigurationIssue]) {
        let specification = SQSConnector.specification
        let result = SettingsDocument.parse(yaml: yaml, file: "c.yaml", environment: [:], specification: specification)
        let issues = result.issues + (result.partial.map(SQSConnector.check) ?? [])
        return (result.object.map(SQSConnector.settings), issues)
    }

    @Test("the specification has no faults")
    func specification() {
        #expect(SQSConnector.specification.faults().isEmpty)
    }

    @Test("the least that is needed has sound defaults")
    func least() {
        let (settings, issues) = read("queue: orders")
        #expect(issues.isEmpty)
        #expect(settings == SQSSettings(queue: "orders"))
    }

    @Test("everything is read, and Convoy's names are known")
    func everything() throws {
        let (settings, issues) = read(
            """
            queue_name: orders.fifo
            default_region: eu-west-1
            endpoint: http://127.0.0.1:4566
            access_key_id: AKIA
            secret_key: "${S:-shh}"
            role_arn: arn:aws:iam::1:role/r
            external_id: x
            wait: 5s
            visibility_timeout: 2m
            receives: 3
            max_in_flight: 40
            """
        )
        #expect(issues.isEmpty, "\(issues)")
        let found = try #require(settings)
        #expect(found.queue == "orders.fifo" && found.region == "eu-west-1" && found.receives == 3)
        #expect(found.identity == .key(id: "AKIA", secret: .init("shh"), sessionToken: nil))
        #expect(found.role == .init(name: "arn:aws:iam::1:role/r", externalID: "x"))
        #expect(found.wait == .seconds(5) && found.visibility == .seconds(120) && found.maximumInFlight == 40)
        #expect(!"\(found)".contains("shh"))
    }

    @Test(
        "what cannot work is named, with its setting",
        arguments: [
            ("queue: \"a b\"", "queue"), ("queue: \"https://sqs.eu-west-1.amazonaws.com/\"", "queue"),
            ("queue: .fifo", "queue"), ("queue: \"ftp://a/b/c\"", "queue"),
            ("queue: \"https://sqs.eu-west-1.amazonaws.com/1/q\"\naccount: \"1\"", "account"),
            ("queue: q\nsecret_access_key: \"${S:-s}\"", "secret_access_key"),
            ("queue: q\naccess_key_id: a", "access_key_id"),
            ("queue: q\nsession_token: \"${S:-s}\"", "session_token"), ("queue: q\nexternal_id: a", "external_id"),
            ("queue: q\nrole_arn: r", "role_arn"), ("queue: q\nwait: 1500ms", "wait"),
            ("queue: q\nwait: 30s", "wait"), ("queue: q\nvisibility_timeout: 1s", "visibility_timeout"),
            ("queue: q\nregion: \"eu_west\"", "region"), ("queue: q\nendpoint: \"http://a/?b\"", "endpoint"),
            ("queue: q\nreceives: 0", "receives"),
        ]
    )
    func issues(_ yaml: String, _ setting: String) {
        let issues = read(yaml).issues.filter { $0.severity == .error }
        #expect(issues.map(\.path) == [setting], "\(issues)")
    }

    @Test(
        "names and URLs that are right pass",
        arguments: ["orders", "a-B_9.fifo", "https://sqs.eu-west-1.amazonaws.com/1/q"]
    )
    func queues(_ queue: String) {
        #expect(read("queue: \"\(queue)\"").issues.isEmpty)
    }

    @Test("messages in clear over the net are a warning")
    func clear() {
        let issues = read("queue: q\nendpoint: http://sqs.example.com").issues
        #expect(issues.map(\.severity) == [.warning])
    }
}
