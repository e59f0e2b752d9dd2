import AMQPSupport
import ConnectorCore
import Foundation
import KafkaSupport
import TestSupport
import Testing

@testable import KafkaConnector

@Suite(
    "Kafka behind TLS and tokens, a real broker behind a door",
    .timeLimit(.minutes(3)),
    .enabled(if: KafkaBroker.address != nil, "set LONGSHORE_TEST_KAFKA=host:port to a broker for tests")
)
struct KafkaSecurityTests {
    private static let properties = ["broker.address.family": "v4"]

    // MARK: - Certificates

    @Test(
        "mutual TLS: certificate and key from files, the key with its password, and as text",
        arguments: [false, true]
    )
    func clientCertificate(asText: Bool) async throws {
        try await Certificates.with { certificates in
            let locked = certificates.folder + "/client.locked.key"
            try await run(
                "/usr/bin/openssl",
                ["rsa", "-aes256", "-passout", "pass:open sesame", "-in", certificates.clientKey, "-out", locked],
                folder: certificates.folder
            )
            func pem(_ file: String) throws -> KafkaSettings.PEM {
                asText ? .text(try String(contentsOfFile: file, encoding: .utf8)) : .file(file)
            }
            let tls = KafkaSettings.TLS(
                authority: try pem(certificates.authority),
                certificate: try pem(certificates.client),
                key: try pem(locked),
                keyPassword: "open sesame"
            )
            try await KafkaGate.with(certificates: certificates) { gate in
                try await KafkaBroker.withTopic(partitions: 2) { broker in
                    try broker.producer.send(broker.topic, (0..<50).map(String.init))
                    let connector = broker.connector(brokers: gate.brokers, tls: tls, properties: Self.properties)
                    let messages = try await connector.withSession { try await KafkaBroker.take(50, from: $0) }
                    #expect(Set(messages.map(\.text)).count == 50)
                    #expect(gate.count(of: "certificate \(Certificates.user)") > 0)
                }
            }
        }
    }

    @Test(
        "mutual TLS: without a certificate of ours the broker does not let us in, and the status says what to look at"
    )
    func noClientCertificate() async throws {
        try await Certificates.with { certificates in
            let tls = KafkaSettings.TLS(authority: .file(certificates.authority))
            let message = try await Self.failure(certificates, tls)
            #expect(message.contains("set tls.cert_file and tls.key_file"), "\(message)")
        }
    }

    @Test("a broker whose authority is not ours is not spoken to")
    func unknownAuthority() async throws {
        try await Certificates.with { certificates in
            try await Certificates.with { others in
                let message = try await Self.failure(
                    certificates,
                    KafkaSettings.TLS(authority: .file(others.authority))
                )
                #expect(message.contains("TLS with Kafka failed: check tls"), "\(message)")
            }
        }
    }

    /// What a source says that cannot get through the door.
    private static func failure(_ certificates: Certificates, _ tls: KafkaSettings.TLS) async throws -> String {
        var found = ""
        try await KafkaGate.with(certificates: certificates) { gate in
            try await KafkaBroker.withTopic(partitions: 1) { broker in
                let board = StatusBoard()
                let connector = broker.connector(brokers: gate.brokers, tls: tls, board: board, properties: properties)
                do {
                    try await connector.withSession { session in
                        try await KafkaBroker.eventually("a failure") {
                            _ = try await KafkaBroker.poll(session)
                            return board.status(of: KafkaBroker.key)?.error != nil
                        }
                    }
                    found = board.status(of: KafkaBroker.key)?.error ?? ""
                } catch let error as ConnectorError {
                    found = error.message
                }
            }
        }
        return found
    }

    // MARK: - Tokens

    @Test("OAUTHBEARER: the client gets in with a token, and stays in beyond the token's end")
    func token() async throws {
        try await KafkaGate.with(lifetime: 3) { gate in
            try await KafkaBroker.withTopic(partitions: 1) { broker in
                try broker.producer.send(broker.topic, ["early"])
                let connector = broker.connector(
                    brokers: gate.brokers,
                    oauth: gate.oauth(),
                    properties: Self.properties
                )
                try await connector.withSession { session in
                    #expect(try await KafkaBroker.take(1, from: session).map(\.text) == ["early"])
                    try await KafkaBroker.eventually("the door has ended connections with their tokens") {
                        _ = try await KafkaBroker.poll(session)
                        return gate.count(of: "token ended") >= 3 && gate.count(of: "token given") >= 3
                    }
                    try broker.producer.send(broker.topic, ["late"])
                    #expect(try await KafkaBroker.take(1, from: session).map(\.text) == ["late"])
                }
                #expect(gate.count(of: "token refused") == 0, "\(gate.output)")
                #expect(try broker.committed(1) == [2])
            }
        }
    }

    @Test("OAUTHBEARER and mutual TLS together")
    func tokenOverTLS() async throws {
        try await Certificates.with { certificates in
            let tls = KafkaSettings.TLS(
                authority: .file(certificates.authority),
                certificate: .file(certificates.client),
                key: .file(certificates.clientKey)
            )
            try await KafkaGate.with(certificates: certificates, lifetime: 60) { gate in
                try await KafkaBroker.withTopic(partitions: 1) { broker in
                    try broker.producer.send(broker.topic, ["1"])
                    let connector = broker.connector(
                        brokers: gate.brokers,
                        oauth: gate.oauth(),
                        tls: tls,
                        properties: Self.properties
                    )
                    #expect(try await connector.withSession { try await KafkaBroker.take(1, from: $0) }.count == 1)
                    #expect(gate.count(of: "token taken") > 0)
                }
            }
        }
    }

    @Test("a wrong client secret ends the session with words that help, and without the secret")
    func wrongSecret() async throws {
        try await KafkaGate.with(lifetime: 60) { gate in
            try await KafkaBroker.withTopic(partitions: 1) { broker in
                let connector = broker.connector(
                    brokers: gate.brokers,
                    oauth: gate.oauth(secret: "wrong-7f1"),
                    properties: Self.properties
                )
                await #expect {
                    try await connector.withSession { _ = try await KafkaBroker.take(1, from: $0) }
                } throws: { error in
                    guard let error = error as? ConnectorError else { return false }
                    return error.code == .credentials && error.message.contains("status 401: invalid_client")
                        && error.message.contains("check sasl.client_id, sasl.client_secret")
                        && !error.message.contains("wrong-7f1")
                }
            }
        }
    }

    @Test("an identity provider that is away is shown, asked again and again, and then all goes on")
    func providerAway() async throws {
        try await KafkaGate.with(lifetime: 60) { gate in
            try await KafkaBroker.withTopic(partitions: 1) { broker in
                try broker.producer.send(broker.topic, ["1"])
                let board = StatusBoard()
                let nobody = KafkaSettings.OAuth(
                    endpoint: "http://127.0.0.1:\(try freePort())/token",
                    clientID: "longshore",
                    clientSecret: "secret"
                )
                let connector = broker.connector(
                    brokers: gate.brokers,
                    oauth: nobody,
                    board: board,
                    properties: Self.properties
                )
                try await connector.withSession { session in
                    try await KafkaBroker.eventually("degraded") {
                        _ = try await KafkaBroker.poll(session)
                        return board.status(of: KafkaBroker.key)?.state == .degraded
                    }
                    #expect(board.status(of: KafkaBroker.key)?.error?.contains(nobody.endpoint) == true)
                }
            }
        }
    }
}
