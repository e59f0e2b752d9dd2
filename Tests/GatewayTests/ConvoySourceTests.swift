import Domain
import Testing

@testable import Gateway
@testable import Storage

/// A source of each of Convoy's brokers: as a client gives it, as we store it, and as we show it.
struct ConvoySample: Sendable, CustomTestStringConvertible {
    let type: String
    let given: String
    let settings: String
    let shown: String

    var testDescription: String { type }

    static let all = [
        ConvoySample(
            type: "kafka",
            given: #"""
                {"brokers":["a:9092","b:9092"],"consumer_group_id":"group","topic_name":"orders","auth":{"type":"scram",
                "hash":"SHA512","username":"app","password":"hidden","tls":true}}
                """#,
            settings: #"{"brokers":["a:9092","b:9092"],"consumer_group":"group","sasl":{"mechanism":"SCRAM-SHA-512","#
                + #""password":"hidden","username":"app"},"tls":true,"topics":["orders"]}"#,
            shown: #"{"brokers":["a:9092","b:9092"],"consumer_group_id":"group","topic_name":"orders","auth":"#
                + #"{"type":"scram","hash":"SHA512","username":"app","password":"•••","tls":true}}"#
        ),
        ConvoySample(
            type: "amqp",
            given: #"""
                {"schema":"amqps","host":"rabbit-1","port":"5671","queue":"orders","auth":{"user":"app","password":"hidden"},
                "vhost":"shop","deadLetterExchange":"dead","bindExchange":{"exchange":"shop","routingKey":"order.#"}}
                """#,
            settings: #"{"auth":{"password":"hidden","username":"app"},"bindings":[{"exchange":"shop","#
                + #""routing_key":"order.#"}],"declare":{"dead_letter_exchange":"dead"},"hosts":["rabbit-1:5671"],"#
                + #""queue":"orders","tls":true,"vhost":"shop"}"#,
            shown: #"{"schema":"amqps","host":"rabbit-1","port":"5671","queue":"orders","auth":{"user":"app","#
                + #""password":"•••"},"vhost":"shop","deadLetterExchange":"dead","bindedExchange":"shop","#
                + #""routingKey":"order.#"}"#
        ),
        ConvoySample(
            type: "google",
            given: #"{"project_id":"shop","subscription_id":"orders-sub","service_account":""}"#,
            settings: #"{"project":"shop","subscription":"orders-sub"}"#,
            shown: #"{"project_id":"shop","subscription_id":"orders-sub","service_account":""}"#
        ),
        ConvoySample(
            type: "sqs",
            given: #"""
                {"queue_name":"orders","default_region":"eu-west-1","endpoint":"http://127.0.0.1:4566",
                "access_key_id":"key","secret_key":"hidden"}
                """#,
            settings: #"{"access_key_id":"key","endpoint":"http://127.0.0.1:4566","queue":"orders","#
                + #""region":"eu-west-1","secret_access_key":"hidden"}"#,
            shown: #"{"queue_name":"orders","default_region":"eu-west-1","endpoint":"http://127.0.0.1:4566","#
                + #""access_key_id":"key","secret_key":"•••"}"#
        ),
    ]
}

@Suite("Sources in Convoy's shape", .timeLimit(.minutes(1)))
struct ConvoySourceTests {
    private func draft(_ body: String, changing present: SourceDraft? = nil) throws -> SourceDraft {
        try InputObject(body: Bytes(body.utf8)).sourceDraft(changing: present.map(row))
    }

    private func row(_ draft: SourceDraft) -> SourceRow {
        SourceRow(id: .random(), project: .random(), draft: draft, createdAt: .now(), updatedAt: .now())
    }

    private func shown(_ draft: SourceDraft) -> String {
        String(decoding: row(draft).convoyBroker, as: UTF8.self)
    }

    private func source(_ type: String, _ broker: String, workers: Int = 2) -> String {
        #"{"name":"orders","type":"pub_sub","pub_sub":{"type":"\#(type)","workers":\#(workers),"\#(type)":\#(broker)}}"#
    }

    private func fields(_ body: String, changing present: SourceDraft? = nil) -> [String] {
        do {
            _ = try draft(body, changing: present)
            return []
        } catch {
            return (error as? APIError)?.issues.map(\.field) ?? ["\(error)"]
        }
    }

    @Test("are stored as ours, and shown as Convoy's with their secrets masked", arguments: ConvoySample.all)
    func shapes(_ sample: ConvoySample) throws {
        let draft = try draft(source(sample.type, sample.given))
        #expect(draft.kind == (sample.type == "google" ? "pubsub" : sample.type))
        #expect(draft.settings == sample.settings)
        #expect(draft.workers == 2)
        #expect(draft.options == #"{"format":"envelope"}"#)
        #expect(!draft.maskedSettings.contains("hidden"))
        #expect(shown(draft) == #"{"type":"\#(sample.type)","workers":2,"\#(sample.type)":\#(sample.shown)}"#)
    }

    @Test("stay what they are when what is shown is sent back, also with other workers", arguments: ConvoySample.all)
    func roundTrip(_ sample: ConvoySample) throws {
        let made = try draft(source(sample.type, sample.given))
        #expect(try draft(#"{"type":"pub_sub","pub_sub":\#(shown(made))}"#, changing: made) == made)
        var more = made
        more.workers = 7
        #expect(try draft(source(sample.type, sample.shown, workers: 7), changing: made) == more)
    }

    @Test(
        "change in the one field that is changed, and keep their secrets and what Convoy's shape cannot say",
        arguments: [
            (
                #"{"brokers":["a:1"],"topics":["t"],"consumer_group":"g","tls":{"ca_file":"/ca"},"start":"latest"}"#,
                "kafka", #"topic_name":"t""#, #"topic_name":"u""#,
                #"{"brokers":["a:1"],"consumer_group":"g","start":"latest","tls":{"ca_file":"/ca"},"topics":["u"]}"#
            ),
            (
                #"{"url":"amqps://app:h%40den@r-1,r-2:5673/shop","queue":"q","prefetch":5,"declare":{"type":"quorum"}}"#,
                "amqp", #"deadLetterExchange":null"#, #"deadLetterExchange":"dead""#,
                #"{"auth":{"password":"h@den","username":"app"},"declare":{"dead_letter_exchange":"dead","type":"quorum"},"#
                    + #""hosts":["r-1","r-2:5673"],"prefetch":5,"queue":"q","tls":true,"vhost":"shop"}"#
            ),
            (
                #"{"project":"p","subscription":"sub","credentials_file":"key.json","ack_deadline":"20s"}"#,
                "pubsub", #"subscription_id":"sub""#, #"subscription_id":"other""#,
                #"{"ack_deadline":"20s","credentials_file":"key.json","project":"p","subscription":"other"}"#
            ),
            (
                #"{"queue":"q","region":"eu-west-1","access_key_id":"a","secret_access_key":"h","receives":3}"#,
                "sqs", #"queue_name":"q""#, #"queue_name":"r""#,
                #"{"access_key_id":"a","queue":"r","receives":3,"region":"eu-west-1","secret_access_key":"h"}"#
            ),
        ]
    )
    func changes(settings: String, kind: String, old: String, new: String, expected: String) throws {
        let made = try draft(#"{"name":"orders","\#(kind)":\#(settings),"format":"raw","event_type":"order.made"}"#)
        let before = shown(made)
        #expect(before.contains(old), "\(before)")
        let changed = try draft(#"{"pub_sub":\#(before.replacing(old, with: new))}"#, changing: made)
        #expect(changed.settings == expected)
        #expect(changed.options == made.options)
    }

    @Test(
        "give no kept secret to another address, be it shown in Convoy's shape or not",
        arguments: [
            (
                #"{"queue":"q","region":"eu-west-1","endpoint":"https://a","access_key_id":"a","secret_access_key":"h"}"#,
                "sqs", "https://a", "https://b", "pub_sub.sqs.secret_key"
            ),
            (
                #"{"url":"amqps://app:hidden@r-1/shop","queue":"q"}"#,
                "amqp", "r-1", "r-2", "pub_sub.amqp.auth.password"
            ),
            (
                #"{"brokers":["a:1"],"topics":["t"],"consumer_group":"g","tls":true,"sasl":{"mechanism":"OAUTHBEARER","#
                    + #""token_endpoint":"https://i/t","client_id":"c","client_secret":"h"}}"#,
                "kafka", "a:1", "b:1", "pub_sub.kafka.auth"
            ),
        ]
    )
    func moved(settings: String, kind: String, old: String, new: String, expected: String) throws {
        let made = try draft(#"{"name":"orders","\#(kind)":\#(settings),"format":"raw","event_type":"order.made"}"#)
        #expect(shown(made).contains(old))
        let body = #"{"pub_sub":\#(shown(made).replacing(old, with: new))}"#
        #expect(fields(body, changing: made) == [expected])
    }

    @Test("our own shape gives none to another address either", arguments: ["https://i/t", "a:1"])
    func movedInOurShape(place: String) throws {
        let kafka = { (secret: String) in
            #"{"name":"o","event_type":"e","kafka":{"brokers":["a:1"],"topics":["t"],"consumer_group":"g","tls":true,"#
                + #""sasl":{"mechanism":"OAUTHBEARER","token_endpoint":"https://i/t","client_id":"c","#
                + #""client_secret":"\#(secret)"}}}"#
        }
        let made = try draft(kafka("hidden"))
        #expect(try draft(kafka("•••"), changing: made) == made)
        let moved = kafka("•••").replacing(place, with: place == "a:1" ? "b:1" : "https://j/t")
        #expect(fields(moved, changing: made) == ["kafka.sasl.client_secret"])
    }

    @Test(
        "name their fields as Convoy does when something is wrong",
        arguments: [
            (
                "kafka", #"{"brokers":["a:99999"],"consumer_group_id":"g","topic_name":"a b"}"#,
                ["brokers[0]", "topic_name"]
            ),
            (
                "kafka", #"{"topic_name":"t","auth":{"type":"oauth"}}"#,
                [
                    "consumer_group_id", "brokers", "auth.type", "auth.username", "auth.password",
                ]
            ),
            ("amqp", "{}", ["schema", "host", "port", "queue"]),
            ("amqp", #"{"schema":"http","host":"h","port":"x"}"#, ["schema", "port", "queue"]),
            ("amqp", #"{"schema":"amqp","host":"h/x","port":5672,"queue":"q"}"#, ["host"]),
            (
                "amqp", #"{"schema":"amqp","host":"h","port":1,"queue":"q","routingKey":"k","auth":{"user":"u"}}"#,
                ["auth.password", "bindedExchange"]
            ),
            (
                "amqp", #"{"schema":"amqp","host":"h","port":1,"queue":"q","auth":{"user":"u","password":"•••"}}"#,
                ["auth.password"]
            ),
            ("google", #"{"project_id":"a b","subscription_id":"x"}"#, ["project_id", "subscription_id"]),
            ("google", #"{"project_id":"p","subscription_id":"sub","service_account":"bm8="}"#, ["service_account"]),
            ("sqs", #"{"default_region":"eu","access_key_id":"a"}"#, ["queue_name", "secret_key"]),
            (
                "sqs", #"{"queue_name":"a b","default_region":"EU!","endpoint":"http://u@h"}"#,
                ["queue_name", "default_region", "endpoint"]
            ),
            ("sqs", #"{"queue_name":"q","endpoint":"ftp://h"}"#, ["endpoint"]),
            ("sqs", #"{"queue_name":"q","role":"r"}"#, ["role"]),
        ] as [(String, String, [String])]
    )
    func issues(type: String, broker: String, expected: [String]) {
        let found = fields(source(type, broker))
        #expect(Set(found) == Set(expected.map { "pub_sub.\(type).\($0)" }))
    }

    @Test("refuse what would be lost: another of several topics, a second broker, a broker of neither shape")
    func refusals() throws {
        let several = try draft(
            #"{"name":"o","kafka":{"brokers":["a:1"],"topics":["t","u"],"consumer_group":"g"},"event_type":"e"}"#
        )
        let other = shown(several).replacing(#""t""#, with: #""v""#)
        #expect(fields(#"{"pub_sub":\#(other)}"#, changing: several) == ["pub_sub.kafka.topic_name"])
        let two = #"{"name":"o","pub_sub":{"type":"sqs","sqs":{"queue_name":"q"},"kafka":{"topic_name":"t"}}}"#
        #expect(fields(two) == ["pub_sub.kafka"])
        #expect(fields(#"{"name":"o","pub_sub":{"type":"nats"}}"#).contains("pub_sub.type"))
    }

    @Test("brokers that Convoy does not have are shown by their kind, and take other workers")
    func ofOurs() throws {
        let made = try draft(
            #"{"name":"o","redis_streams":{"url":"redis://r","stream":"s","group":"g"},"event_type":"e"}"#
        )
        #expect(shown(made) == #"{"type":"redis_streams","workers":1}"#)
        let more = try draft(#"{"pub_sub":{"type":"redis_streams","workers":3}}"#, changing: made)
        #expect(more.workers == 3)
        #expect(more.settings == made.settings)
    }

    @Test("another broker takes the place of the present one, in either shape", arguments: [true, false])
    func anotherBroker(isConvoy: Bool) throws {
        let made = try draft(source("kafka", ConvoySample.all[0].given))
        let body =
            isConvoy
            ? source("sqs", #"{"queue_name":"q","default_region":"eu-west-1"}"#, workers: 0)
            : #"{"sqs":{"queue":"q","region":"eu-west-1"}}"#
        let changed = try draft(body, changing: made)
        #expect(changed.kind == "sqs")
        #expect(changed.settings == #"{"queue":"q","region":"eu-west-1"}"#)
        #expect(changed.workers == 2)
        #expect(changed.options == #"{"format":"envelope"}"#)
    }

    @Test("a mask for which nothing is stored is refused in our own shape, too")
    func masks() {
        let body = #"{"name":"o","sqs":{"queue":"q","access_key_id":"a","secret_access_key":"•••"},"event_type":"e"}"#
        #expect(fields(body) == ["sqs.secret_access_key"])
    }
}
