import ConnectorCore
import Specification
import Testing

@testable import PubSubConnector

@Suite("Pub/Sub settings")
struct PubSubSettingsTests {
    private let least = "project: my-project\nsubscription: orders\n"

    private func read(_ yaml: String) -> (settings: PubSubSettings?, issues: [ConfigurationIssue]) {
        let specification = PubSubConnector.specification
        let result = SettingsDocument.parse(yaml: yaml, file: "c.yaml", environment: [:], specification: specification)
        let issues = result.issues + (result.partial.map(PubSubConnector.check) ?? [])
        return (result.object.map(PubSubConnector.settings), issues)
    }

    @Test("the least that is needed has sound defaults")
    func least_() {
        let (settings, issues) = read(least)
        #expect(issues.isEmpty)
        #expect(settings == PubSubSettings(project: "my-project", subscription: "orders"))
        #expect(settings?.name == "projects/my-project/subscriptions/orders")
    }

    @Test("everything is read")
    func everything() {
        let (settings, issues) = read(
            least + """
                endpoint: https://europe-west1-pubsub.googleapis.com
                concurrent_pulls: 9
                pull_size: 50
                max_outstanding_messages: 70
                max_outstanding_bytes: 2MiB
                ack_deadline: 90s
                """
        )
        #expect(issues.isEmpty, "\(issues)")
        #expect(
            settings
                == PubSubSettings(
                    project: "my-project",
                    subscription: "orders",
                    endpoint: "https://europe-west1-pubsub.googleapis.com",
                    concurrentPulls: 9,
                    pullSize: 50,
                    outstandingMessages: 70,
                    outstandingBytes: 2 << 20,
                    ackDeadline: .seconds(90)
                )
        )
    }

    @Test("Convoy's names are understood")
    func convoy() throws {
        let key = try TestKey.json().base64
        let (settings, issues) = read("project_id: p\nsubscription_id: sub\nservice_account: \"${KEY:-\(key)}\"")
        #expect(issues.filter { $0.severity == .error }.isEmpty, "\(issues)")
        #expect(settings?.credentials == .key(key))
        #expect(settings?.subscription == "sub")
    }

    @Test(
        "what cannot work is named, with its place",
        arguments: [
            ("project: \"a b\"\nsubscription: orders", "project", "is not a project's id"),
            (
                "project: p\nsubscription: projects/p/subscriptions/orders", "subscription",
                "the last part of its name only"
            ),
            ("project: p\nsubscription: ab", "subscription", "3 to 255"),
            ("project: p\nsubscription: orders\nendpoint: a:1", "endpoint", "https://"),
            ("project: p\nsubscription: orders\nendpoint: http://a:1/v1", "endpoint", "without user, path"),
            (
                "project: p\nsubscription: orders\nendpoint: http://a:1\ncredentials_file: b", "endpoint",
                "in clear"
            ),
            ("project: p\nsubscription: orders\nack_deadline: 9s", "ack_deadline", "10s"),
            ("project: p\nsubscription: orders\nservice_account: \"x\"", "service_account", "neither JSON nor base64"),
            (
                "project: p\nsubscription: orders\nservice_account: '{\"type\":\"authorized_user\"}'",
                "service_account", "authorized_user"
            ),
        ]
    )
    func issues(_ yaml: String, _ place: String, _ words: String) {
        let errors = read(yaml).issues.filter { $0.severity == .error }
        #expect(errors.map(\.path) == [place])
        #expect(errors.first?.message.contains(words) == true, "\(errors)")
    }

    @Test("two ways of being somebody exclude each other")
    func exclusive() {
        #expect(read(least + "service_account: \"{}\"\ncredentials_file: b").settings == nil)
    }

    @Test("a plain server is an emulator, and asked for by somebody only when that is said and it is on this machine")
    func emulators() async throws {
        let (settings, issues) = read(least + "endpoint: http://emulator:8085/")
        #expect(issues.isEmpty, "\(issues)")
        #expect(settings?.credentials == .nobody)
        var surroundings = PubSubSurroundings()
        surroundings.credentialsFile = "/nowhere/google.json"
        let access = try await #require(settings).access(in: surroundings)
        #expect(access.source == nil)
        #expect(access.endpoint == "http://emulator:8085/")
        let local = read(least + "endpoint: http://127.0.0.1:8085\ncredentials_file: key.json")
        #expect(local.issues.isEmpty, "\(local.issues)")
        #expect(local.settings?.credentials == .file("key.json"))
    }

    @Test("a key's secret part is in no message and no description")
    func secrets() throws {
        let broken = try TestKey.json().text.replacing(
            "-----BEGIN PRIVATE KEY-----",
            with: "-----BEGIN SECRET-5f1c-----"
        )
        let yaml = least + "service_account: '\(broken.replacing("\n", with: ""))'"
        let (_, issues) = read(yaml)
        #expect(issues.contains { $0.message.contains("not an RSA key") }, "\(issues)")
        #expect(!"\(issues)".contains("5f1c"))
    }

    @Test("the environment decides when the settings do not")
    func environment() async throws {
        let settings = PubSubSettings(project: "p", subscription: "sub")
        var surroundings = PubSubSurroundings()
        let machine = try await settings.access(in: surroundings)
        #expect(machine.endpoint == PubSubSettings.defaultEndpoint)
        #expect(machine.source is MetadataServer)
        surroundings.credentialsFile = "/nowhere/google.json"
        await #expect { _ = try await settings.access(in: surroundings) } throws: { error in
            "\(error)".contains("/nowhere/google.json cannot be read")
        }
        surroundings.emulator = "127.0.0.1:8085"
        let emulator = try await settings.access(in: surroundings)
        #expect(emulator.endpoint == "http://127.0.0.1:8085")
        #expect(emulator.source == nil)
    }
}
