import Domain
import Specification
import Testing

@testable import KafkaConnector

@Suite("Kafka and tokens")
struct KafkaLoginTests {
    private let least = "brokers: [127.0.0.1:9092]\ntopics: [orders]\nconsumer_group: g\ntls: true\n"

    private func read(_ sasl: String) -> (settings: KafkaSettings?, issues: [ConfigurationIssue]) {
        let yaml = least + "sasl: {\(sasl)}"
        let specification = KafkaConnector.specification
        let result = SettingsDocument.parse(yaml: yaml, file: "c.yaml", environment: [:], specification: specification)
        return (
            result.object.map(KafkaConnector.settings), result.issues + (result.partial.map(KafkaConnector.check) ?? [])
        )
    }

    @Test("OAUTHBEARER is read")
    func reads() throws {
        let (settings, issues) = read(
            """
            mechanism: OAUTHBEARER, token_endpoint: "https://login.test/token", client_id: app, client_secret: "${S:-hidden}",
            scope: kafka, token_ca_file: /etc/ca.pem, extensions: {logicalCluster: lkc-1}
            """
        )
        #expect(issues.isEmpty, "\(issues)")
        let oauth = try #require(settings?.oauth)
        #expect(settings?.sasl == nil)
        #expect(oauth.endpoint == "https://login.test/token")
        #expect(oauth.clientID == "app")
        #expect(oauth.clientSecret == "hidden")
        #expect(oauth.scope == "kafka")
        #expect(oauth.authorityFile == "/etc/ca.pem")
        #expect(oauth.extensions == [.init(name: "logicalCluster", value: "lkc-1")])
        let properties = try #require(settings).allProperties(clientID: "c", slot: 0)
        #expect(properties.contains { $0.name == "sasl.mechanisms" && $0.value == "OAUTHBEARER" })
        #expect(properties.contains { $0.name == "security.protocol" && $0.value == "sasl_ssl" })
        #expect(!properties.contains { $0.value.contains("hidden") })
    }

    @Test(
        "what a mechanism needs and what it does not use is named",
        arguments: [
            ("mechanism: OAUTHBEARER, client_id: a, client_secret: \"${S:-b}\"", ["sasl.token_endpoint is missing"]),
            ("mechanism: SCRAM-SHA-256, username: a", ["sasl.password is missing"]),
            (
                "mechanism: PLAIN, username: a, password: \"${S:-b}\", client_id: c, scope: d",
                ["PLAIN does not use it", "PLAIN does not use it"]
            ),
            (
                "mechanism: OAUTHBEARER, token_endpoint: \"http://login.test/t\", client_id: a, client_secret: \"${S:-b}\"",
                ["in clear: use https"]
            ),
        ]
    )
    func names(_ sasl: String, _ words: [String]) {
        let issues = read(sasl).issues
        #expect(issues.count == words.count, "\(issues)")
        for (issue, words) in zip(issues, words) { #expect(issue.message.contains(words), "\(issue)") }
    }

    // MARK: - Tokens

    private static func token(_ claims: String) -> String {
        let base64 = Base64.encode(claims.utf8).map { $0 == "+" ? "-" : $0 == "/" ? "_" : $0 }.filter { $0 != "=" }
        return "e30.\(String(base64)).c2ln"
    }

    private static func answer(_ token: String, _ rest: String = "") -> [UInt8] {
        Array("{\"access_token\":\"\(token)\",\"token_type\":\"Bearer\"\(rest)}".utf8)
    }

    @Test("a token's end is what the endpoint says, else what the token says, else soon; its principal is the subject")
    func tokens() throws {
        let now = Timestamp(milliseconds: 1_800_000_000_000)
        let claims = Self.token(#"{"sub":"service/ö?~","exp":1800000600}"#)
        let told = try #require(
            OAuthToken(answer: Self.answer(claims, ",\"expires_in\":120"), clientID: "app", now: now)
        )
        #expect(told.principal == "service/ö?~")
        #expect(told.lifetime == .seconds(120))
        #expect(told.renewal == .seconds(90))
        let untold = try #require(OAuthToken(answer: Self.answer(claims), clientID: "app", now: now))
        #expect(untold.lifetime == .seconds(600))
        let opaque = try #require(OAuthToken(answer: Self.answer("opaque"), clientID: "app", now: now))
        #expect(opaque.principal == "app")
        #expect(opaque.lifetime == .seconds(300))
        #expect(!"\(opaque)".contains("opaque"))
    }

    @Test(
        "no answer traps",
        arguments: [
            "", "{", "[]", "{}", #"{"access_token":1}"#, #"{"access_token":""}"#, "\u{0}",
            #"{"access_token":"a.b.c","expires_in":1e400}"#, #"{"access_token":"a.e30.c","expires_in":-5}"#,
            #"{"access_token":"a.!!!.c","expires_in":"99999999999999999999999"}"#,
            #"{"access_token":"..","expires_in":null}"#,
        ]
    )
    func odd(_ answer: String) {
        let token = OAuthToken(answer: Array(answer.utf8), clientID: "app")
        if let token {
            #expect(token.lifetime >= .seconds(1))
            #expect(token.lifetime <= .seconds(86_400))
        }
    }
}
