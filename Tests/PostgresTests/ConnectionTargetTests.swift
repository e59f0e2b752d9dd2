internal import Testing

@testable internal import Postgres

@Suite("Connection targets")
struct ConnectionTargetTests {
    @Test("a URI is taken apart; the application's name and UTF-8 are added")
    func uri() throws {
        let target = try ConnectionTarget(
            url: "postgresql://app:geheim@db.example.com:6432/orders?sslmode=verify-full&connect_timeout=7",
            applicationName: "longshore"
        )
        #expect(target.settings["host"] == "db.example.com")
        #expect(target.settings["sslmode"] == "verify-full")
        #expect(target.settings["client_encoding"] == "UTF8")
        #expect(target.settings["fallback_application_name"] == "longshore")
        #expect(target.connectTimeout == .seconds(7))
        #expect(target.hostCount == 1)
    }

    @Test("keep-alives are on unless the URL says otherwise")
    func keepalives() throws {
        #expect(try ConnectionTarget(url: "host=a", applicationName: "x").settings["keepalives_idle"] == "30")
        let target = try ConnectionTarget(url: "host=a keepalives_idle=5 connect_timeout=0", applicationName: "x")
        #expect(target.settings["keepalives_idle"] == "5")
        #expect(target.connectTimeout == nil)
    }

    @Test(
        "a URL that cannot be read is refused without repeating what may be a password",
        arguments: [
            "postgres//app:geheim@db/orders",
            "postgresql://app:geheim%zz@db/orders",
            "postgresql://app:geheim@[::1/orders",
            "postgresql://app:x@db/orders?password=geheim=1",
            "host=db password='geheim",
            "host=db geheim",
        ]
    )
    func malformed(url: String) {
        let error = #expect(throws: PostgresError.self) { try ConnectionTarget(url: url, applicationName: "x") }
        #expect(error?.code == .invalidUse)
        #expect(error?.isRetryable == false)
        #expect(error.map { "\($0)\(String(reflecting: $0))".contains("geheim") } == false)
    }

    @Test("passwords are taken out of libpq's words")
    func redaction() throws {
        let target = try ConnectionTarget(url: "host=db password=geheim", applicationName: "x")
        #expect(target.redacted("refused: geheim, geheim") == "refused: •••, •••")
        #expect(try ConnectionTarget(url: "host=db", applicationName: "x").redacted("refused") == "refused")
    }

    @Test("after a silent host the next one is tried first, with its port")
    func rotation() throws {
        let target = try ConnectionTarget(url: "postgresql://a:1,b:2,c:3/db", applicationName: "x")
        #expect(target.hostCount == 3)
        let next = target.startingAfter(host: "a", port: "1")
        #expect(next.settings["host"] == "b,c,a")
        #expect(next.settings["port"] == "2,3,1")
        #expect(next.startingAfter(host: "c", port: "3").settings["host"] == "a,b,c")
        #expect(target.startingAfter(host: "z", port: "9").settings["host"] == "a,b,c")
    }

    @Test("one port for all hosts stays as it is")
    func commonPort() throws {
        let target = try ConnectionTarget(url: "host=a,b port=5432", applicationName: "x")
        let next = target.startingAfter(host: "a", port: "5432")
        #expect(next.settings["host"] == "b,a")
        #expect(next.settings["port"] == "5432")
    }
}
