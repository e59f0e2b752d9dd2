import Domain
import Foundation
import HTTP
import SQSSupport
import TestSupport
import Testing

@testable import SQSConnector

/// Writes a file for a test, and takes it away.
func withFile<Result>(_ text: String, _ body: (String) async throws -> Result) async throws -> Result {
    let path = FileManager.default.temporaryDirectory.path + "/longshore-\(UUID().uuidString)"
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try await body(path)
}

@Suite("Profiles", .timeLimit(.minutes(1)))
struct ProfileTests {
    private static let credentials = """
        # the default
        [default]
        aws_access_key_id = AKIADEFAULT
        aws_secret_access_key = abc=/+ ; kept elsewhere
        [ci]
        aws_access_key_id=AKIACI
        aws_secret_access_key=ci
        aws_session_token=tok
        [half]
        aws_access_key_id=A
        """

    private static let config = """
        [default]
        region = eu-north-1
        s3 =
            aws_access_key_id = not-this
        [profile prod]
        role_arn = arn:aws:iam::1:role/prod
        source_profile = ci
        external_id = x
        region = eu-west-3
        [profile round]
        role_arn = arn:aws:iam::1:role/a
        source_profile = trip
        [profile trip]
        role_arn = arn:aws:iam::1:role/b
        source_profile = round
        [profile program]
        credential_process = /bin/true
        [profile person]
        sso_session = me
        [sso-session me]
        aws_access_key_id = not-this-either
        """

    private func find(_ name: String?, _ environment: [String: String] = [:]) async throws -> (
        Credentials?, [String], String?
    ) {
        let answer = """
            <R><AccessKeyId>ASIA</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken></R>
            """
        return try await LocalServer.with({ _ in .init(answer) }) { server, url in
            try await withFile(Self.credentials) { credentials in
                try await withFile(Self.config) { config in
                    try await withHTTP { http in
                        let files = ["AWS_SHARED_CREDENTIALS_FILE": credentials, "AWS_CONFIG_FILE": config]
                        let surroundings = Surroundings(
                            environment: files.merging(environment) { $1 },
                            http: http,
                            clock: ServerClock()
                        )
                        let place = try #require(ServiceEndpoint(url))
                        let sts = STSClient(surroundings: surroundings, endpoint: place, region: "eu-west-1")
                        let source = ProfileCredentials(name: name, surroundings: surroundings, sts: sts)
                        let region = try await ProfileCredentials.region(name, in: surroundings)
                        return (try await source.find(), server.questions.map(\.body), region)
                    }
                }
            }
        }
    }

    @Test("the default profile, another one, and that of the environment")
    func plain() async throws {
        let (standard, _, region) = try await find(nil)
        #expect(standard?.accessKeyID == "AKIADEFAULT" && standard?.secretAccessKey.value == "abc=/+")
        #expect(region == "eu-north-1")
        let (named, _, _) = try await find("ci")
        #expect(named?.accessKeyID == "AKIACI" && named?.sessionToken?.value == "tok")
        let (chosen, _, _) = try await find(nil, ["AWS_PROFILE": "ci"])
        #expect(chosen?.origin == "profile ci")
    }

    @Test("a profile with a role takes it on with its source's key")
    func role() async throws {
        let (found, asked, region) = try await find("prod")
        #expect(found?.accessKeyID == "ASIA" && region == "eu-west-3")
        #expect(asked.first?.contains("RoleArn=arn%3Aaws%3Aiam%3A%3A1%3Arole%2Fprod") == true)
        #expect(asked.first?.contains("ExternalId=x") == true)
    }

    @Test(
        "what cannot be used is a sentence",
        arguments: [
            ("nobody", "there is no profile `nobody`"), ("half", "without aws_secret_access_key"),
            ("round", "refer to each other"), ("program", "gets its key from a program"),
            ("person", "needs a person to sign in"),
        ]
    )
    func problems(_ name: String, _ words: String) async throws {
        await #expect { try await find(name) } throws: { error in
            (error as? AWSFailure)?.detail.contains(words) == true
        }
    }

    @Test("without files there is none")
    func noFiles() async throws {
        let nowhere = ["AWS_SHARED_CREDENTIALS_FILE": "/nonexistent/a", "AWS_CONFIG_FILE": "/nonexistent/b"]
        #expect(try await find(nil, nowhere).0 == nil)
    }
}
