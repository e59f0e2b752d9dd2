import Domain
import Foundation
import HTTP
import Reactor
import TestSupport
import Testing

@testable import PubSubConnector

@Suite("Access tokens", .timeLimit(.minutes(1)))
struct CredentialsTests {
    /// Lends a client that may speak to this machine.
    private func withClient(_ body: (HTTPClient) async throws -> Void) async throws {
        let reactor = Reactor.start(name: "test")
        var configuration = HTTPConfiguration()
        configuration.addressPolicy = AddressPolicy(allowsPrivate: true)
        let http = HTTPClient(configuration: configuration, reactor: reactor)
        let result: Result<Void, any Error>
        do { result = .success(try await body(http)) } catch { result = .failure(error) }
        await http.shutdown()
        reactor.stop()
        try result.get()
    }

    /// A form's fields.
    private static func form(_ body: String) -> [String: String] {
        let pairs = body.split(separator: "&").map { $0.split(separator: "=", maxSplits: 1) }
        return Dictionary(
            pairs.map { (String($0[0]), $0.count > 1 ? String($0[1]).removingPercentEncoding ?? "" : "") },
            uniquingKeysWith: { $1 }
        )
    }

    @Test("a service account's key signs what the token server can check", arguments: [false, true])
    func serviceAccount(isBase64: Bool) async throws {
        try await FakeGoogle.with { fake in
            fake.answers { asked in
                let form = Self.form(asked.body)
                guard asked.path == "/token", form["grant_type"] == "urn:ietf:params:oauth:grant-type:jwt-bearer",
                    let assertion = form["assertion"], let jwt = try TestKey.claims(of: assertion),
                    jwt.header == "{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"key-1\"}"
                else { return .init(status: 400, body: "{\"error\":\"invalid_grant\"}") }
                let claims = Bytes(jwt.claims.utf8)
                let fields = JSONFields(claims)
                #expect(fields.text("iss") == "longshore@proj.iam.gserviceaccount.com")
                #expect(fields.text("aud") == "\(fake.url)/token")
                #expect(fields.text("scope") == "https://www.googleapis.com/auth/pubsub")
                let issued = Int64(fields.text("iat") ?? "") ?? 0
                #expect(abs(issued - Timestamp.now().seconds) < 60)
                #expect(Int64(fields.text("exp") ?? "") == issued + 3_600)
                return .init(body: "{\"access_token\":\"t-1\",\"expires_in\":3599,\"token_type\":\"Bearer\"}")
            }
            let file = try TestKey.json(tokenURL: "\(fake.url)/token")
            let key = try ServiceAccountKey(text: isBase64 ? file.base64 : file.text)
            try await withClient { http in
                let token = try await key.token(over: http)
                #expect(token.value == "t-1")
                #expect(token.renewal < token.expiry - .seconds(200))
                #expect("\(token)" == "access token")
            }
        }
    }

    @Test("a key that Google does not know is named with what to look at; a server in trouble is asked again")
    func refused() async throws {
        try await FakeGoogle.with { fake in
            let key = try ServiceAccountKey(text: try TestKey.json(tokenURL: "\(fake.url)/token").text)
            try await withClient { http in
                fake.answers { _ in
                    .init(
                        status: 400,
                        body: "{\"error\":\"invalid_grant\",\"error_description\":\"Invalid JWT Signature.\"}"
                    )
                }
                await #expect { _ = try await key.token(over: http) } throws: { error in
                    let error = error as? CredentialsError
                    let text = error?.message ?? ""
                    return error?.isTransient == false && text.contains("longshore@proj.iam.gserviceaccount.com")
                        && text.contains("Invalid JWT Signature.") && text.contains("clock")
                }
                fake.answers { _ in .init(status: 503, body: "busy") }
                await #expect { _ = try await key.token(over: http) } throws: { error in
                    (error as? CredentialsError)?.isTransient == true
                }
                fake.answers { _ in .init(body: "{\"token\":1}") }
                await #expect { _ = try await key.token(over: http) } throws: { error in
                    "\(error)".contains("no access_token")
                }
            }
        }
    }

    @Test("the metadata server gives tokens, and its absence is explained")
    func metadata() async throws {
        try await FakeGoogle.with { fake in
            fake.answers { asked in
                guard asked.path == "/computeMetadata/v1/instance/service-accounts/default/token",
                    asked.headers["metadata-flavor"] == "Google"
                else { return .init(status: 403) }
                return .init(body: "{\"access_token\":\"m-1\",\"expires_in\":1200}")
            }
            try await withClient { http in
                let token = try await MetadataServer(host: "127.0.0.1:\(fake.port)").token(over: http)
                #expect(token.value == "m-1")
                let nowhere = MetadataServer(host: "127.0.0.1:\(try freePort())")
                await #expect { _ = try await nowhere.token(over: http) } throws: { error in
                    "\(error)".contains("neither `service_account` nor `credentials_file`")
                }
            }
        }
    }

    @Test(
        "a workload's token, from a file or a URL, is exchanged, and stands for a service account where asked",
        arguments: ["file", "url"]
    )
    func workload(place: String) async throws {
        try await FakeGoogle.with { fake in
            fake.answers { asked in
                switch asked.path {
                case "/subject":
                    guard asked.headers["metadata"] == "True" else { return .init(status: 400) }
                    return .init(body: "{\"id_token\":\"subject-1\"}")
                case "/sts":
                    let form = Self.form(asked.body)
                    guard form["subject_token"] == "subject-1",
                        form["audience"] == "//iam.googleapis.com/projects/1/x",
                        form["grant_type"] == "urn:ietf:params:oauth:grant-type:token-exchange",
                        form["subject_token_type"] == "urn:ietf:params:oauth:token-type:jwt"
                    else { return .init(status: 400, body: "{\"error\":\"invalid_request\"}") }
                    return .init(body: "{\"access_token\":\"sts-1\",\"expires_in\":3600}")
                case "/serviceAccounts/sa@p.iam.gserviceaccount.com:generateAccessToken":
                    guard asked.headers["authorization"] == "Bearer sts-1" else { return .init(status: 401) }
                    return .init(body: "{\"accessToken\":\"sa-1\",\"expireTime\":\"2099-01-01T00:00:00Z\"}")
                default: return .init(status: 404)
                }
            }
            let path = "/tmp/longshore-subject-\(UUID().uuidString)"
            defer { try? FileManager.default.removeItem(atPath: path) }
            try "subject-1\n".write(toFile: path, atomically: true, encoding: .utf8)
            let source =
                place == "file"
                ? "{\"file\":\"\(path)\"}"
                : "{\"url\":\"\(fake.url)/subject\",\"headers\":{\"Metadata\":\"True\"},"
                    + "\"format\":{\"type\":\"json\",\"subject_token_field_name\":\"id_token\"}}"
            let base = """
                {"type":"external_account","audience":"//iam.googleapis.com/projects/1/x",
                "subject_token_type":"urn:ietf:params:oauth:token-type:jwt","token_url":"\(fake.url)/sts",
                "credential_source":\(source)
                """
            try await withClient { http in
                let plain = try ExternalAccount(Bytes("\(base)}".utf8))
                #expect(try await plain.token(over: http).value == "sts-1")
                let url = "\(fake.url)/serviceAccounts/sa@p.iam.gserviceaccount.com:generateAccessToken"
                let acting = try ExternalAccount(
                    Bytes("\(base),\"service_account_impersonation_url\":\"\(url)\"}".utf8)
                )
                #expect(acting.identity == "service account sa@p.iam.gserviceaccount.com")
                #expect(try await acting.token(over: http).value == "sa-1")
            }
        }
    }

    @Test(
        "what is not supported, or sends secrets in clear, is refused",
        arguments: [
            ("{\"executable\":{\"command\":\"x\"}}", "https://sts.googleapis.com/v1/token", "runs a command"),
            ("{\"environment_id\":\"aws1\",\"url\":\"http://a\"}", "https://sts.googleapis.com/v1/token", "AWS"),
            ("{}", "https://sts.googleapis.com/v1/token", "neither `file` nor `url`"),
            ("{\"file\":\"/x\"}", "http://sts.example/token", "https"),
            ("{\"file\":\"/x\"}", "http://127.0.0.1.example/token", "https"),
        ]
    )
    func unsupported(_ source: String, _ url: String, _ words: String) {
        let json = """
            {"type":"external_account","audience":"a","subject_token_type":"t","token_url":"\(url)",
            "credential_source":\(source)}
            """
        #expect { _ = try ExternalAccount(Bytes(json.utf8)) } throws: { "\($0)".contains(words) }
    }

    @Test("a credentials file is read as what it is")
    func file() async throws {
        let path = "/tmp/longshore-key-\(UUID().uuidString).json"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try TestKey.json().text.write(toFile: path, atomically: true, encoding: .utf8)
        #expect(try await CredentialsFile.source(path) is ServiceAccountKey)
        try "{\"type\":\"authorized_user\"}".write(toFile: path, atomically: true, encoding: .utf8)
        await #expect { _ = try await CredentialsFile.source(path) } throws: { error in
            "\(error)".contains(path) && "\(error)".contains("authorized_user")
        }
    }
}
