import Specification
import Testing

@testable import AMQPConnector

@Suite("AMQP settings")
struct AMQPSettingsTests {
    @Test("the specification is without fault")
    func faults() {
        #expect(AMQPConnector.specification.faults() == [])
    }

    @Test("one line says it all")
    func url() throws {
        let read = try settings(
            "{\"url\":\"amqps://app:p%40ss@rabbit-1:5679,rabbit-2/shop%2Feu\",\"queue\":\"orders\"}"
        )
        #expect(read.hosts.map(\.description) == ["rabbit-1:5679", "rabbit-2:5671"])
        #expect(read.identity == .plain(username: "app", password: "p@ss"))
        #expect(read.virtualHost == "shop/eu")
        #expect(read.tls == AMQPSettings.TLS())
        #expect(read.declaration == nil)
    }

    @Test("what is left out has the usual values")
    func defaults() throws {
        let read = try settings("{\"hosts\":[\"127.0.0.1\"],\"queue\":\"orders\"}")
        #expect(read.hosts == [.init(name: "127.0.0.1", port: 5_672)])
        #expect(read.virtualHost == "/")
        #expect(read.identity == .plain(username: "guest", password: "guest"))
        #expect(read.prefetch == 2_000)
        #expect(read.heartbeat == .seconds(20))
        #expect(try settings("{\"url\":\"amqp://127.0.0.1:5672/\",\"queue\":\"q\"}").virtualHost == "/")
    }

    @Test("Convoy's words have their place")
    func convoy() throws {
        let read = try settings(
            """
            {"hosts":["rabbit:5671"],"tls":true,"vhost":"shop","auth":{"user":"app","password":"p"},"queue":"orders",
             "declare":{"dead_letter_exchange":"dead"},"bindings":[{"exchange":"shop","routing_key":"order.#"}]}
            """
        )
        #expect(read.identity == .plain(username: "app", password: "p"))
        #expect(read.declaration?.arguments == [.init(name: "x-dead-letter-exchange", value: .text("dead"))])
        #expect(read.bindings == [.init(exchange: "shop", routingKey: "order.#", arguments: [])])
    }

    @Test("a queue is declared with typed arguments")
    func declare() throws {
        let read = try settings(
            """
            {"hosts":["h"],"queue":"q","declare":{"type":"quorum","arguments":{"x-message-ttl":60000,"x-text":"a","x-flag":true}}}
            """
        )
        #expect(
            read.declaration?.arguments == [
                .init(name: "x-queue-type", value: .text("quorum")),
                .init(name: "x-message-ttl", value: .integer(60_000)), .init(name: "x-text", value: .text("a")),
                .init(name: "x-flag", value: .boolean(true)),
            ]
        )
        #expect(try settings("{\"hosts\":[\"h\"],\"queue\":\"q\",\"declare\":true}").declaration == .init())
    }

    @Test(
        "what is wrong is named",
        arguments: [
            ("{\"queue\":\"q\"}", "url"),
            ("{\"hosts\":[\"h\"],\"url\":\"amqp://h\",\"queue\":\"q\"}", "url"),
            ("{\"url\":\"http://h\",\"queue\":\"q\"}", "amqp.url"),
            ("{\"url\":\"amqp://u:secret@h:99999\",\"queue\":\"q\"}", "amqp.url"),
            ("{\"url\":\"amqp://u:%zz@h\",\"queue\":\"q\"}", "amqp.url"),
            ("{\"hosts\":[\"amqp://h\"],\"queue\":\"q\"}", "amqp.hosts[0]"),
            ("{\"hosts\":[\"h\"]}", "queue"),
            ("{\"hosts\":[\"h\"],\"queue\":\"q\",\"prefetch\":0}", "amqp.prefetch"),
            ("{\"hosts\":[\"h\"],\"queue\":\"q\",\"heartbeat\":\"1s\"}", "amqp.heartbeat"),
            ("{\"hosts\":[\"h\"],\"queue\":\"q\",\"auth\":{\"username\":\"a\"}}", "amqp.auth.password"),
            ("{\"hosts\":[\"h\"],\"queue\":\"q\",\"auth\":{\"mechanism\":\"EXTERNAL\"}}", "amqp.auth.mechanism"),
            ("{\"url\":\"amqp://u:p@h/v\",\"vhost\":\"w\",\"queue\":\"q\"}", "amqp.vhost"),
            (
                "{\"url\":\"amqp://u:p@h\",\"auth\":{\"username\":\"a\",\"password\":\"b\"},\"queue\":\"q\"}",
                "amqp.auth"
            ),
            ("{\"url\":\"amqps://h\",\"tls\":false,\"queue\":\"q\"}", "amqp.tls"),
            ("{\"hosts\":[\"h\"],\"queue\":\"q\",\"tls\":{\"cert_file\":\"c\"}}", "amqp.tls"),
            ("{\"hosts\":[\"h\"],\"queue\":\"amq.q\",\"declare\":true}", "amqp.queue"),
            ("{\"hosts\":[\"h\"],\"queue\":\"q\",\"declare\":{\"type\":\"quorum\",\"durable\":false}}", "amqp.declare"),
            (
                "{\"hosts\":[\"h\"],\"queue\":\"q\",\"declare\":{\"type\":\"quorum\",\"arguments\":{\"x-queue-type\":\"c\"}}}",
                "amqp.declare"
            ),
            ("{\"hosts\":[\"h\"],\"queue\":\"q\",\"bindings\":[{\"routing_key\":\"k\"}]}", "exchange"),
        ]
    )
    func malformed(_ json: String, _ place: String) {
        let errors = read(json).issues.filter { $0.severity == .error }
        #expect(errors.contains { $0.text.contains(place) }, "\(errors.map(\.text))")
        #expect(!errors.contains { $0.text.contains("secret") })
    }

    @Test("a password in clear is warned of, but not on this machine")
    func clear() {
        #expect(read("{\"url\":\"amqp://u:p@far/\",\"queue\":\"q\"}").issues.map(\.severity) == [.warning])
        #expect(read("{\"url\":\"amqp://u:p@127.0.0.1/\",\"queue\":\"q\"}").issues == [])
    }

    @Test("addresses with brackets, without ports", arguments: ["[::1]:5673", "[::1]", "h.example", "h:1"])
    func hosts(_ text: String) throws {
        let host = try #require(AMQPSettings.Host(text, defaultPort: 5_672))
        #expect(
            host.description
                == (text.contains(":1") && !text.hasPrefix("[") || text.hasSuffix("3") ? text : text + ":5672")
        )
    }

    @Test("no address", arguments: ["", ":5672", "h:0", "h:", "h:x", "::1", "a b", "[::1", "u@h", "h/v"])
    func noHosts(_ text: String) {
        #expect(AMQPSettings.Host(text, defaultPort: 5_672) == nil)
    }
}
