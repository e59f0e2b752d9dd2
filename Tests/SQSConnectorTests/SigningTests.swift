import Crypto
import Domain
import Testing

@testable import SQSConnector

/// The cases of AWS's own test suite for Signature Version 4, with the signatures that it has published.
@Suite("Signing")
struct SigningTests {
    private static let secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
    private static let host = Header(name: "Host", value: "example.amazonaws.com")
    private let signer = RequestSigner(region: "us-east-1", service: "service")

    private func now() throws -> Timestamp { try #require(Timestamp(iso8601: "2015-08-30T12:36:00Z")) }

    private func authorization(
        _ method: String = "GET",
        path: String = "/",
        query: [(name: String, value: String)] = [],
        headers: [Header] = [],
        body: String = "",
        token: String? = nil
    ) throws -> String? {
        let credentials = Credentials(
            accessKeyID: "AKIDEXAMPLE",
            secretAccessKey: Self.secret,
            sessionToken: token,
            origin: "the test suite"
        )
        return signer.headers(
            method: method,
            path: path,
            query: query,
            signing: headers + [Self.host],
            body: Bytes(body.utf8),
            as: credentials,
            at: try now()
        ).firstValue(named: "authorization")
    }

    private func expected(_ headers: String, _ signature: String) -> String {
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, "
            + "SignedHeaders=\(headers), Signature=\(signature)"
    }

    @Test("get-vanilla")
    func getVanilla() throws {
        let signature = "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"
        #expect(try authorization() == expected("host;x-amz-date", signature))
    }

    @Test("post-vanilla")
    func postVanilla() throws {
        let signature = "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"
        #expect(try authorization("POST") == expected("host;x-amz-date", signature))
    }

    @Test("get-vanilla-query-order-key-case")
    func query() throws {
        let signature = "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"
        let query = [(name: "Param2", value: "value2"), (name: "Param1", value: "value1")]
        #expect(try authorization(query: query) == expected("host;x-amz-date", signature))
    }

    @Test("get-unreserved")
    func unreserved() throws {
        let signature = "07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f"
        let path = "/-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
        #expect(try authorization(path: path) == expected("host;x-amz-date", signature))
    }

    @Test("get-header-value-trim")
    func trim() throws {
        let signature = "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736"
        let headers = [
            Header(name: "My-Header1", value: " value1"), Header(name: "My-Header2", value: " \"a   b   c\""),
        ]
        #expect(try authorization(headers: headers) == expected("host;my-header1;my-header2;x-amz-date", signature))
    }

    @Test("post-x-www-form-urlencoded")
    func form() throws {
        let signature = "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a"
        let header = Header(name: "Content-Type", value: "application/x-www-form-urlencoded")
        let found = try authorization("POST", headers: [header], body: "Param1=value1")
        #expect(found == expected("content-type;host;x-amz-date", signature))
    }

    @Test("post-sts-header-before: the session token is signed too")
    func sessionToken() throws {
        let token =
            "AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwAeMicRXmxfpSPfIeoIYRq"
            + "TflfKD8YUuwthAx7mSEI/qkPpKPi/kMcGdQrmGdeehM4IC1NtBmUpp2wUE8phUZampKsburEDy0KPkyQDYwT7WZ0wq5VSXDvp75Y"
            + "U9HFvlRd8Tx6q6fE8YQcHNVXAkiY9q6d+xo0rKwT38xVqr7ZD0u0iPPkUL64lIZbqBAz+scqKmlzm8FDrypNC9Yjc8fPOLn9FX9K"
            + "SYvKTr4rvx3iSIlTJabIQwj2ICCR/oLxBA=="
        let signature = "85d96828115b5dc0cfc3bd16ad9e210dd772bbebba041836c64533a82be05ead"
        let found = try authorization("POST", token: token)
        #expect(found == expected("host;x-amz-date;x-amz-security-token", signature))
    }

    @Test("the key of a day, as AWS's documentation has it")
    func derivedKey() throws {
        let key = RequestSigner(region: "us-east-1", service: "iam").key(Self.secret, SigningTime(try now()))
        let text = key.withUnsafeBytes { Hexadecimal.encode(Array($0)) }
        #expect(text == "c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9")
    }

    @Test("credentials show nothing of what is secret")
    func masked() {
        let credentials = Credentials(accessKeyID: "ID", secretAccessKey: "top", sessionToken: "tok", origin: "here")
        var dumped = ""
        dump(credentials, to: &dumped)
        for text in ["\(credentials)", String(reflecting: credentials), dumped] {
            #expect(!text.contains("top") && !text.contains("tok"))
        }
    }
}

@Suite("The server's clock")
struct ServerClockTests {
    private static let start = Timestamp(seconds: 1_795_321_803)

    @Test("HTTP dates are read", arguments: ["Sun, 22 Nov 2026 04:30:03 GMT"])
    func dates(_ text: String) {
        #expect(Timestamp(httpDate: text) == Self.start)
        #expect(Timestamp(httpDate: "yesterday") == nil)
        #expect(Timestamp(httpDate: "Sun, 32 Nov 2026 04:30:03 GMT") == nil)
    }

    @Test("our time follows the server's, but not its rounding")
    func skew() {
        let clock = ServerClock { Self.start.adding(.seconds(-600)) }
        #expect(clock.heard("Sun, 22 Nov 2026 04:30:03 GMT"))
        #expect(clock.now == Self.start)
        #expect(!clock.heard("Sun, 22 Nov 2026 04:30:08 GMT"))
        #expect(clock.now == Self.start)
        #expect(!clock.heard(nil))
    }
}
