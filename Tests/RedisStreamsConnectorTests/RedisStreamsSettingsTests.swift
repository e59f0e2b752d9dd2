import Catalog
import ConnectorCore
import Redis
import Specification
import Testing

@testable import RedisStreamsConnector

@Suite("The settings of Redis Streams")
struct RedisStreamsSettingsTests {
    private static func parse(_ json: String) -> SettingsDocument.Result {
        SettingsDocument.parse(json: json, specification: RedisStreamsSettings.specification)
    }

    private static func issues(_ json: String) -> [ConfigurationIssue] {
        let result = parse(json)
        return result.errors + (result.object.map(RedisStreamsConnector.check) ?? [])
    }

    @Test("have no faults, and defaults")
    func defaults() throws {
        #expect(RedisStreamsSettings.specification.faults() == [])
        let object = try #require(Self.parse(#"{"url":"redis://a","stream":"s","group":"g"}"#).object)
        #expect(RedisStreamsConnector.check(object).isEmpty)
        let settings = RedisStreamsConnector.settings(from: object)
        #expect(settings == RedisStreamsSettings(url: "redis://a", streams: ["s"], group: "g"))
    }

    @Test("are read as they are written")
    func all() throws {
        let json = """
            {"url":"redis://h:1/2","username":"u","password":"p@:/","stream":["a","b"],"group":"g",
             "start":"12-3","body":"entry","max_in_flight":7,"lease":"5s"}
            """
        let object = try #require(Self.parse(json).object)
        #expect(RedisStreamsConnector.check(object).isEmpty)
        let settings = RedisStreamsConnector.settings(from: object)
        #expect(settings.start == .after(StreamID(milliseconds: 12, sequence: 3)))
        #expect(settings.body == .entry)
        #expect(settings.maximumInFlight == 7)
        #expect(settings.lease == .seconds(5))
        let endpoint = try settings.endpoint()
        #expect(endpoint == (try RedisEndpoint(url: "redis://u:p%40%3A%2F@h:1/2")))
        #expect(!"\(endpoint)".contains("p@"))
    }

    @Test(
        "name what is wrong, and no secret",
        arguments: [
            (#"{"url":"redis://u:hidden@h","stream":["s"],"group":"g"}"#, "url"),
            (#"{"url":"rediss://h","stream":["s"],"group":"g"}"#, "url"),
            (#"{"url":"redis://h:x","stream":["s"],"group":"g"}"#, "url"),
            (#"{"url":"redis://h","stream":["s","s"],"group":"g"}"#, "stream[1]"),
            (#"{"url":"redis://h","stream":[],"group":"g"}"#, "stream"),
            (#"{"url":"redis://h","stream":["s"],"group":"g","start":"soon"}"#, "start"),
            (#"{"url":"redis://h","stream":["s"],"group":"g","body":"entry","field":"x"}"#, "field"),
            (#"{"url":"redis://h","stream":["s"],"group":"g","lease":"1ms"}"#, "lease"),
            (#"{"url":"redis://h","stream":["s"]}"#, "group"),
        ]
    )
    func malformed(json: String, name: String) {
        let issues = Self.issues(json)
        #expect(issues.count == 1)
        #expect(issues.first.map { $0.path == name || $0.text.contains(name) } == true, "\(issues)")
        #expect(!issues.map(\.text).joined().contains("hidden"))
    }

    @Test("are in the catalogue")
    func catalogue() {
        #expect(ConnectorCatalog.factory(of: "redis_streams") != nil)
    }
}
