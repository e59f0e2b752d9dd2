import Domain
import Specification
import Testing

@Suite("Reading settings")
struct ReadingTests {
    @Test("every kind of value is read as its type, defaults included")
    func kinds() throws {
        let source = try #require(
            Example.source(
                """
                brokers: [one:9092, two:9092]
                consumers: 4
                password: ${PASSWORD}
                url: https://example.com/hooks
                timeout: 1500ms
                limit: 64KiB
                format: envelope
                start: 2026-08-01T12:00:00Z
                properties: {fetch.min.bytes: 1, sasl.password: hidden, octal: 0644}
                tls: {ca_file: /etc/ca.pem}
                """,
                environment: ["PASSWORD": "s3cret: #&"]
            ).source
        )
        #expect(source.strings("brokers") == ["one:9092", "two:9092"])
        #expect(source.integer("workers") == 4)
        #expect(source.string("password") == "s3cret: #&")
        #expect(source.string("url") == "https://example.com/hooks")
        #expect(source.duration("timeout") == .milliseconds(1500))
        #expect(source.integer("limit") == 65_536)
        #expect(source.string("format") == "envelope")
        #expect(source.form("start") == "time")
        #expect(source.optionalTimestamp("start") == Timestamp(iso8601: "2026-08-01T12:00:00Z"))
        #expect(source.stringMap("properties").map(\.value) == ["1", "hidden", "0644"])
        #expect(!"\(source)".contains("hidden") && !String(reflecting: source).contains("s3cret"))
        #expect(source.object("tls").string("ca_file") == "/etc/ca.pem")
        #expect(source.object("tls").boolean("verify"))
        #expect(source.path == "sources[0]")
    }

    @Test("defaults stand for what is not given, and are not given")
    func defaults() throws {
        let source = try #require(Example.source("").source)
        #expect(source.integer("workers") == 1)
        #expect(source.string("start") == "latest")
        #expect(source.duration("timeout") == .seconds(10))
        #expect(!source.isGiven("workers"))
        #expect(source.optionalObject("tls") == nil)
        #expect(source.optionalBoolean("plain") == nil)
        #expect(CanonicalJSON.text(for: source) == #"{"name":"orders"}"#)
    }

    @Test(
        "durations are read in their units",
        arguments: [
            ("0", 0), ("30", 30_000), ("500ms", 500), ("5m", 300_000), ("1m30s", 90_000), ("2h", 7_200_000),
            ("1d", 86_400_000),
        ]
    )
    func durations(text: String, milliseconds: Int) {
        #expect(DurationText.duration(text) == .milliseconds(milliseconds))
    }

    @Test(
        "what is no duration is refused without overflowing",
        arguments: [
            "", "s", "5x", "1.5s", "-3s", "1s1m", "1s1s", "99999999999999999999s", "9223372036854775807d", "3 s", "٣s",
        ]
    )
    func notDurations(text: String) {
        #expect(DurationText.duration(text) == nil)
    }

    @Test("durations and sizes are written in one spelling")
    func spelling() {
        #expect(DurationText.text(for: .seconds(90)) == "90s")
        #expect(DurationText.text(for: .seconds(7_200)) == "2h")
        #expect(DurationText.text(for: .zero) == "0s")
        #expect(ByteSizeText.text(for: 1 << 20) == "1MiB")
        #expect(ByteSizeText.text(for: 1_000) == "1000B")
        #expect(ByteSizeText.bytes("2GB") == 2_000_000_000)
        #expect(ByteSizeText.bytes("9999999999GiB") == nil)
    }

    @Test("equal settings are equal wherever they stand and however they are spelt")
    func equality() throws {
        let first = try #require(Example.source("timeout: 1m\nlimit: 1MiB\nbrokers: [a:1]").source)
        let second = try #require(Example.source("brokers:\n  - 'a:1'\nlimit: 1048576\ntimeout: 60").source)
        #expect(first == second)
        #expect(CanonicalJSON.text(for: first) == CanonicalJSON.text(for: second))
    }
}
