import Domain
import HTTP
import SQSSupport
import Synchronization
import TestSupport
import Testing

@testable import SQSConnector

/// How often something was asked.
final class CallCount: Sendable {
    private let count = Atomic(0)

    var value: Int { count.load(ordering: .relaxed) }

    /// Counts one more.
    @discardableResult
    func next() -> Int { count.add(1, ordering: .relaxed).newValue }
}

@Suite("Credentials", .timeLimit(.minutes(1)))
struct CredentialTests {
    private static let handedOut = #"""
        {"Code":"Success","AccessKeyId":"ASIA1","SecretAccessKey":"s","Token":"t","Expiration":"2099-01-01T00:00:00Z"}
        """#

    private static func surroundings(_ http: HTTPClient, _ environment: [String: String]) -> Surroundings {
        Surroundings(environment: environment, http: http, clock: ServerClock())
    }

    private static func sts(_ surroundings: Surroundings, _ url: String) throws -> STSClient {
        STSClient(surroundings: surroundings, endpoint: try #require(ServiceEndpoint(url)), region: "eu-west-1")
    }

    private static func xml(_ action: String) -> String {
        """
        <\(action)Response><\(action)Result><Credentials><AccessKeyId>ASIAROLE</AccessKeyId>
        <SecretAccessKey>s/1</SecretAccessKey><SessionToken>t==</SessionToken>
        <Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></\(action)Result></\(action)Response>
        """
    }

    @Test("the environment's key is taken, and half of one is an error")
    func environment() async throws {
        try await withHTTP { http in
            func find(_ variables: [String: String]) throws -> Credentials? {
                try EnvironmentCredentials(surroundings: Self.surroundings(http, variables)).find()
            }
            let key = ["AWS_ACCESS_KEY_ID": "A", "AWS_SECRET_ACCESS_KEY": "s", "AWS_SESSION_TOKEN": ""]
            let found = try #require(try find(key))
            #expect(found.accessKeyID == "A" && found.secretAccessKey.value == "s" && found.sessionToken == nil)
            #expect(try find([:]) == nil)
            #expect(throws: AWSFailure.self) { try find(["AWS_ACCESS_KEY_ID": "A"]) }
        }
    }

    @Test("a container's credentials come from its service, with its token")
    func container() async throws {
        try await LocalServer.with({ _ in .init(Self.handedOut) }) { server, url in
            try await withHTTP { http in
                var surroundings = Self.surroundings(
                    http,
                    ["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/v2/credentials/1"]
                )
                surroundings.containerHost = url
                let found = try #require(try await ContainerCredentials(surroundings: surroundings).find())
                #expect(found.accessKeyID == "ASIA1" && found.sessionToken?.value == "t")
                #expect(found.expiration == Timestamp(iso8601: "2099-01-01T00:00:00Z"))
                surroundings.environment = [
                    "AWS_CONTAINER_CREDENTIALS_FULL_URI": url + "/full", "AWS_CONTAINER_AUTHORIZATION_TOKEN": "pod",
                ]
                _ = try await ContainerCredentials(surroundings: surroundings).find()
                #expect(server.questions.map(\.path) == ["/v2/credentials/1", "/full"])
                #expect(server.questions.map { $0.header("Authorization") } == [nil, "pod"])
                // A token must not be sent to just anybody.
                surroundings.environment["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = "http://example.com/"
                await #expect(throws: AWSFailure.self) {
                    try await ContainerCredentials(surroundings: surroundings).find()
                }
            }
        }
    }

    @Test("a machine's credentials take a token, a role's name and the role")
    func machine() async throws {
        try await LocalServer.with({ question in
            switch (question.method, question.path) {
            case ("PUT", "/latest/api/token"): return .init("imds-token")
            case ("GET", "/latest/meta-data/iam/security-credentials/"): return .init("web-role\n")
            case ("GET", "/latest/meta-data/iam/security-credentials/web-role"): return .init(Self.handedOut)
            default: return .init(status: 404)
            }
        }) { server, url in
            try await withHTTP { http in
                let variables = ["AWS_EC2_METADATA_SERVICE_ENDPOINT": url + "/"]
                let found = try await InstanceCredentials(surroundings: Self.surroundings(http, variables)).find()
                #expect(found?.accessKeyID == "ASIA1")
                #expect(server.questions.first?.header("X-aws-ec2-metadata-token-ttl-seconds") == "300")
                #expect(
                    server.questions.dropFirst().allSatisfy { $0.header("X-aws-ec2-metadata-token") == "imds-token" }
                )
                let off = variables.merging(["AWS_EC2_METADATA_DISABLED": "true"]) { $1 }
                #expect(try await InstanceCredentials(surroundings: Self.surroundings(http, off)).find() == nil)
            }
        }
    }

    @Test("a machine without metadata service or role has none, and one that has trouble says so")
    func noMachine() async throws {
        try await LocalServer.with({ $0.method == "PUT" ? .init("t") : .init(status: 404) }) { _, url in
            try await withHTTP { http in
                let variables = ["AWS_EC2_METADATA_SERVICE_ENDPOINT": url]
                #expect(try await InstanceCredentials(surroundings: Self.surroundings(http, variables)).find() == nil)
                let nobody = ["AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://127.0.0.1:\(try freePort())"]
                #expect(try await InstanceCredentials(surroundings: Self.surroundings(http, nobody)).find() == nil)
            }
        }
        try await LocalServer.with({ $0.method == "PUT" ? .init("t") : .init(status: 500) }) { _, url in
            try await withHTTP { http in
                let variables = ["AWS_EC2_METADATA_SERVICE_ENDPOINT": url]
                await #expect(throws: AWSFailure.self) {
                    try await InstanceCredentials(surroundings: Self.surroundings(http, variables)).find()
                }
            }
        }
    }

    @Test("a role is taken on with a signed call, and with a token that somebody else signed")
    func roles() async throws {
        try await LocalServer.with({ question in
            .init(Self.xml(question.body.contains("WebIdentity") ? "AssumeRoleWithWebIdentity" : "AssumeRole"))
        }) { server, url in
            try await withHTTP { http in
                let surroundings = Self.surroundings(http, [:])
                let own = Credentials(accessKeyID: "AKIA", secretAccessKey: "s", origin: "here")
                let role = STSClient.Role(name: "arn:aws:iam::1:role/r", externalID: "e/1")
                let found = try await RoleCredentials(
                    base: GivenCredentials(credentials: own),
                    role: role,
                    sts: try Self.sts(surroundings, url)
                ).find()
                #expect(found?.accessKeyID == "ASIAROLE" && found?.secretAccessKey.value == "s/1")
                #expect(found?.sessionToken?.value == "t==")
                let asked = try #require(server.questions.first)
                #expect(asked.body.contains("Action=AssumeRole&") && asked.body.contains("ExternalId=e%2F1"))
                #expect(asked.header("Authorization")?.contains("/eu-west-1/sts/aws4_request") == true)
                try await withFile("header.payload.signature\n") { path in
                    var variables = surroundings
                    variables.environment = [
                        "AWS_WEB_IDENTITY_TOKEN_FILE": path, "AWS_ROLE_ARN": "arn:aws:iam::1:role/w",
                    ]
                    let sts = try Self.sts(variables, url)
                    let web = try await WebIdentityCredentials(surroundings: variables, sts: sts).find()
                    #expect(web?.origin == "role arn:aws:iam::1:role/w")
                }
                let web = try #require(server.questions.last)
                #expect(web.body.contains("WebIdentityToken=header.payload.signature"))
                #expect(web.header("Authorization") == nil)
            }
        }
    }

    @Test("a refusal of STS is understood, and its clock believed")
    func stsErrors() async throws {
        let calls = CallCount()
        let late =
            "<ErrorResponse><Error><Code>SignatureDoesNotMatch</Code><Message>Signature expired: x</Message></Error></ErrorResponse>"
        try await LocalServer.with({ _ in
            switch calls.next() {
            case 1: return .init(late, status: 403)
            case 2: return .init(Self.xml("AssumeRole"))
            default:
                return .init("<ErrorResponse><Error><Code>AccessDenied</Code></Error></ErrorResponse>", status: 403)
            }
        }) { server, url in
            try await withHTTP { http in
                // Ours is an hour late.
                var surroundings = Self.surroundings(http, [:])
                surroundings.clock = ServerClock { .now().adding(.seconds(-3_600)) }
                let sts = try Self.sts(surroundings, url)
                let own = Credentials(accessKeyID: "AKIA", secretAccessKey: "s", origin: "here")
                let role = STSClient.Role(name: "arn:aws:iam::1:role/r")
                #expect(try await sts.assume(role, as: own).accessKeyID == "ASIAROLE")
                #expect(Timestamp.now().since(surroundings.clock.now) < .seconds(60))
                let times = server.questions.prefix(2).map { $0.header("X-Amz-Date") ?? "" }
                #expect(times.count == 2 && times[0] < times[1])
                await #expect { try await sts.assume(role, as: own) } throws: {
                    ($0 as? AWSFailure)?.kind == .forbidden
                }
            }
        }
    }
}

@Suite("The cache of credentials", .timeLimit(.minutes(1)))
struct CredentialCacheTests {
    /// Hands out one after the other, as slowly as a test wants.
    private final class Source: CredentialSource {
        let calls = CallCount()
        let lifetime: Duration?
        let gate: @Sendable (Int) async throws(AWSFailure) -> Void

        init(lifetime: Duration?, _ gate: @escaping @Sendable (Int) async throws(AWSFailure) -> Void = { _ in }) {
            self.lifetime = lifetime
            self.gate = gate
        }

        func find() async throws(AWSFailure) -> Credentials? {
            let number = calls.next()
            try await gate(number)
            let end = lifetime.map { Timestamp.now().adding($0) }
            return Credentials(accessKeyID: "K\(number)", secretAccessKey: "s", expiration: end, origin: "test")
        }
    }

    @Test("however many ask, one looks")
    func once() async throws {
        let source = Source(lifetime: nil) { _ in for _ in 0..<50 { await Task.yield() } }
        let cache = CredentialCache(source, clock: ServerClock())
        try await withThrowingTaskGroup(of: Credentials.self) { group in
            for _ in 0..<50 { group.addTask { try await cache.current() } }
            for try await found in group { #expect(found.accessKeyID == "K1") }
        }
        #expect(source.calls.value == 1)
    }

    @Test("they are renewed before they end, while the old ones are used")
    func early() async throws {
        let source = Source(lifetime: .seconds(200))
        let cache = CredentialCache(source, clock: ServerClock())
        #expect(try await cache.current().accessKeyID == "K1")
        #expect(try await cache.current().accessKeyID == "K1")
        try await eventually("the new ones are there") { cache.known?.accessKeyID != "K1" }
    }

    @Test("those that are about to end are waited for, and a renewal that fails leaves what still holds")
    func late() async throws {
        let source = Source(lifetime: .seconds(10))
        let cache = CredentialCache(source, clock: ServerClock())
        #expect(try await cache.current().accessKeyID == "K1")
        #expect(try await cache.current().accessKeyID == "K2")
        let failing = Source(lifetime: .seconds(10)) { number throws(AWSFailure) in
            if number > 1 { throw AWSFailure(.unavailable, code: "down") }
        }
        let holding = CredentialCache(failing, clock: ServerClock())
        for _ in 0..<5 { #expect(try await holding.current().accessKeyID == "K1") }
        // After a failure there is a pause: not every call asks.
        #expect(failing.calls.value == 2)
    }

    @Test("those that AWS refuses are looked for anew, and nothing found is an error")
    func discarded() async throws {
        let cache = CredentialCache(Source(lifetime: nil), clock: ServerClock())
        let first = try await cache.current()
        cache.discard(first)
        let second = try await cache.current()
        #expect(second.accessKeyID == "K2")
        cache.discard(first)
        #expect(try await cache.current() == second)
        let nothing = CredentialCache(CredentialChain(sources: []), clock: ServerClock())
        await #expect(throws: AWSFailure.self) { try await nothing.current() }
    }
}
