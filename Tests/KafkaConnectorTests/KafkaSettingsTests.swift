import ConnectorCore
import Domain
import Specification
import Testing

@testable import KafkaConnector

@Suite("Kafka settings")
struct KafkaSettingsTests {
    private let least = "brokers: [127.0.0.1:9092]\ntopics: [orders]\nconsumer_group: g\n"

    private func read(_ yaml: String) -> (settings: KafkaSettings?, issues: [ConfigurationIssue]) {
        let specification = KafkaConnector.specification
        let result = SettingsDocument.parse(yaml: yaml, file: "c.yaml", environment: [:], specification: specification)
        let issues = result.issues + (result.partial.map(KafkaConnector.check) ?? [])
        return (result.object.map(KafkaConnector.settings), issues)
    }

    private func value(_ name: String, _ settings: KafkaSettings?) -> String? {
        settings?.allProperties(clientID: "c", slot: 2).last { $0.name == name }?.value
    }

    @Test("the least that is needed has sound defaults")
    func least_() throws {
        let (settings, issues) = read(least)
        #expect(issues.isEmpty)
        #expect(settings?.start == .earliest)
        #expect(settings?.assignment == .cooperative)
        #expect(value("enable.auto.commit", settings) == "false")
        #expect(value("security.protocol", settings) == "plaintext")
        #expect(value("partition.assignment.strategy", settings) == "cooperative-sticky")
        #expect(value("group.instance.id", settings) == nil)
    }

    @Test("everything is read")
    func everything() throws {
        let (settings, issues) = read(
            least + """
                start: 2026-08-01T12:00:00Z
                sasl: {mechanism: SCRAM-SHA-512, username: app, password: "secret"}
                tls: {ca_file: /etc/ca.pem, cert: "PEM", key: "KEY", verify_name: false}
                assignment: roundrobin
                instance_id: eu
                properties: {fetch.min.bytes: 1, client.rack: a}
                """
        )
        #expect(issues.filter { $0.severity == .error }.isEmpty, "\(issues)")
        #expect(settings?.start == Timestamp(iso8601: "2026-08-01T12:00:00Z").map { .timestamp($0) })
        #expect(value("security.protocol", settings) == "sasl_ssl")
        #expect(value("sasl.mechanisms", settings) == "SCRAM-SHA-512")
        #expect(value("ssl.ca.location", settings) == "/etc/ca.pem")
        #expect(value("ssl.certificate.pem", settings) == "PEM")
        #expect(value("ssl.key.pem", settings) == "KEY")
        #expect(value("ssl.endpoint.identification.algorithm", settings) == "none")
        #expect(value("partition.assignment.strategy", settings) == "roundrobin")
        #expect(value("group.instance.id", settings) == "eu-2")
        #expect(value("client.rack", settings) == "a")
    }

    @Test(
        "what cannot work is named, with its place",
        arguments: [
            ("properties: {fetch.min.bites: \"1\"}", 4, "librdkafka refuses it: No such configuration property"),
            (
                "properties: {fetch.min.bytes: \"-7\"}", 4,
                "librdkafka refuses it: Configuration property \"fetch.min.bytes\" value"
            ),
            ("properties: {enable.auto.commit: \"true\"}", 4, "commits an offset when the message is safely kept"),
            ("properties: {group.id: x}", 4, "use `consumer_group`"),
            ("properties: {plugin.library.paths: x}", 4, "it loads code into Longshore"),
            (
                "properties: {max.poll.interval.ms: \"2000\"}", 4,
                "librdkafka refuses them: `max.poll.interval.ms`must be >="
            ),
            ("tls: {cert_file: a}", 4, "a certificate and its key belong together"),
        ]
    )
    func issues(_ line: String, _ number: Int, _ words: String) throws {
        let issues = read(least + line).issues
        #expect(issues.count == 1, "\(issues)")
        let issue = try #require(issues.first)
        #expect(issue.message.contains(words), "\(issue)")
        #expect(issue.line == number)
    }

    @Test("brokers and topics are checked", arguments: ["kafka://a:1", "a:b", ":1", "a:0", "a b:1", "u@h:1"])
    func brokers(_ broker: String) {
        let issues = read("brokers: [\"\(broker)\"]\ntopics: [orders]\nconsumer_group: g").issues
        #expect(issues.map(\.path) == ["brokers[0]"])
    }

    @Test("addresses that are right pass", arguments: ["kafka-1:9092", "10.0.0.1:1", "[::1]:9092", "kafka"])
    func addresses(_ broker: String) {
        #expect(read("brokers: [\"\(broker)\"]\ntopics: [orders]\nconsumer_group: g").issues.isEmpty)
    }

    @Test("patterns that cannot be read and names that Kafka does not allow are issues")
    func topics() {
        let issues = read("brokers: [a]\ntopics: [\"^orders\\\\..*\", \"^(\", \"a b\", \"..\"]\nconsumer_group: g")
            .issues
        #expect(issues.map(\.path) == ["topics[1]", "topics[2]", "topics[3]"], "\(issues)")
    }

    @Test("passwords are masked, and a password in clear over the net is a warning")
    func secrets() {
        let issues = read(least + "sasl: {mechanism: PLAIN, username: a, password: \"${P:-b}\"}").issues
        #expect(issues.contains { $0.severity == .warning && $0.message.contains("PLAIN without tls") })
        #expect(issues.allSatisfy { $0.severity == .warning })
        #expect(KafkaConnector.specification.setting("properties") != nil)
    }
}
