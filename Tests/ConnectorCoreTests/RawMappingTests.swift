import ConnectorCore
import Domain
import Testing

@Suite("Raw messages")
struct RawMappingTests {
    private let mapping = MessageMapping(eventType: ValueRule(.header("Event-Type"), default: "order.changed"))

    @Test(
        "the data's bytes are the message's, whatever JSON they are",
        arguments: [
            #"{"id":9007199254740993,"price":1.10,"big":1e400}"#, #" { "b" : 1 , "a" : 2, "a": 3 } "#, #""\u00e9é<>&""#,
            "null",
            String(repeating: "[", count: 200) + String(repeating: "]", count: 200),
        ]
    )
    func bytes(_ body: String) throws {
        let event = try #require(MappingFixture.event(mapping, MappingFixture.message(body)))
        #expect(event.data.text == body)
        #expect(event.eventType == "order.changed")
        #expect(event.target == .subscriptions)
        #expect(event.position == "kafka/orders/3/8812")
        #expect(event.acceptedAt == MappingFixture.now)
    }

    @Test("the same message makes the same id, another position another, and the time is the broker's")
    func identity() throws {
        let first = try #require(MappingFixture.event(mapping, MappingFixture.message("1")))
        let second = try #require(MappingFixture.event(mapping, MappingFixture.message("1")))
        let other = try #require(
            MappingFixture.event(mapping, MappingFixture.message("1", position: "kafka/orders/3/8813"))
        )
        #expect(first.id == second.id)
        #expect(first.id != other.id)
        #expect(first.id.milliseconds == 1_784_999_999_000)
    }

    @Test("a message without time gets the epoch, so that its redelivery makes no second event")
    func missingTime() throws {
        var message = MappingFixture.message("1")
        message.timestamp = nil
        let first = try #require(MappingFixture.event(mapping, message))
        let second = try #require(MappingFixture.event(mapping, message))
        #expect(first.id == second.id)
        #expect(first.id.milliseconds == 0)
    }

    @Test("a message without position gets a new id each time")
    func missingPosition() throws {
        let message = MappingFixture.message("1", position: "")
        #expect(MappingFixture.event(mapping, message)?.id != MappingFixture.event(mapping, message)?.id)
    }

    @Test("the event type comes from where the source says")
    func eventType() {
        let message = MappingFixture.message(
            #"{"order":{"type":"order.paid","items":[{"id":7}]}}"#,
            key: "customer-1",
            headers: [("event-type", "order.refunded")]
        )
        func type(_ rule: ValueRule) -> String? {
            MappingFixture.event(MessageMapping(eventType: rule), message)?.eventType
        }
        #expect(type(ValueRule(.header("EVENT-TYPE"))) == "order.refunded")
        #expect(type(ValueRule(.key)) == "customer-1")
        #expect(type(ValueRule(.metadata("topic"))) == "orders")
        #expect(type(ValueRule(constant: "fixed")) == "fixed")
        #expect(JSONPath("$.order.type").flatMap { type(ValueRule(.path($0))) } == "order.paid")
        #expect(JSONPath("order.items[0].id").flatMap { type(ValueRule(.path($0))) } == "7")
        #expect(JSONPath("$.none").flatMap { type(ValueRule(.path($0), default: "d")) } == "d")
    }

    @Test("target and idempotency key come from where the source says")
    func target() throws {
        let headers = [("endpoint-id", MappingFixture.endpoint.description), ("owner", "cust-42"), ("idem", "k-1")]
        let message = MappingFixture.message("{}", headers: headers)
        var mapping = mapping
        mapping.idempotencyKey = ValueRule(.header("idem"))
        mapping.target = .endpoint(ValueRule(.header("endpoint-id")))
        let event = try #require(MappingFixture.event(mapping, message))
        #expect(event.target == .endpoint(MappingFixture.endpoint))
        #expect(event.idempotencyKey == "k-1")
        mapping.target = .owner(ValueRule(.header("owner")))
        #expect(MappingFixture.event(mapping, message)?.target == .owner("cust-42"))
        mapping.target = .broadcast
        #expect(MappingFixture.event(mapping, message)?.target == .broadcast)
    }

    @Test("what cannot become an event is a dead letter with its bytes and a reason for people", .bug(id: "fault(8)"))
    func deadLetters() throws {
        let strict = MessageMapping(eventType: ValueRule(.header("event-type")))
        let missing = try #require(MappingFixture.letter(strict, MappingFixture.message("{}", key: "k")))
        #expect(missing.reason == "event type missing: header `event-type` is not set and the source has no default")
        #expect(missing.body.text == "{}")
        #expect(missing.key?.text == "k")
        #expect(missing.position == "kafka/orders/3/8812")
        #expect(missing.id == MappingFixture.event(mapping, MappingFixture.message("{}"))?.id)

        let broken = try #require(MappingFixture.letter(mapping, MappingFixture.message(#"{"a":"#)))
        #expect(broken.reason.hasPrefix("not valid JSON: "))
        #expect(broken.body.text == #"{"a":"#)

        let null = try #require(MappingFixture.letter(mapping, MappingFixture.message(nil)))
        #expect(null.reason.hasPrefix("null payload"))
        #expect(null.body.isEmpty)

        let empty = try #require(MappingFixture.letter(mapping, MappingFixture.message("")))
        #expect(empty.reason.hasPrefix("empty payload"))

        let large = try #require(MappingFixture.letter(mapping, MappingFixture.message("[1,2,3]"), limit: 6))
        #expect(large.reason == "data is too large: it has 7 bytes and the source accepts 6 (max_data_size)")
        #expect(MappingFixture.letter(mapping, MappingFixture.message("[1,2,3]"), limit: 7) == nil)

        var single = mapping
        single.target = .endpoint(ValueRule(constant: "nowhere"))
        let unknown = try #require(MappingFixture.letter(single, MappingFixture.message("{}")))
        #expect(unknown.reason == "unknown endpoint: `nowhere` is not an endpoint id (26 characters)")
    }

    @Test("opaque data may be any bytes, but not be absent")
    func opaque() throws {
        var mapping = mapping
        mapping.content = .opaque
        var message = MappingFixture.message("")
        message.body = [0xFF, 0x00, 0xFE]
        #expect(MappingFixture.event(mapping, message)?.data == [0xFF, 0x00, 0xFE])
        message.body = []
        #expect(MappingFixture.event(mapping, message)?.data == [])
        message.body = nil
        #expect(MappingFixture.letter(mapping, message)?.reason.hasPrefix("null payload") == true)
    }

    @Test("bytes that are no text do no harm, wherever they are")
    func junk() throws {
        var message = MappingFixture.message("{}")
        message.key = [0xC3, 0x28]
        message.headers = [MessageHeader(name: "event-type", value: [0xFF]), MessageHeader(name: "x", value: nil)]
        #expect(MappingFixture.event(mapping, message)?.eventType == "order.changed")
        let keyed = MessageMapping(eventType: ValueRule(.key))
        #expect(
            MappingFixture.letter(keyed, message)?.reason.hasPrefix("event type missing: the message has no key")
                == true
        )
        let long = MessageMapping(eventType: ValueRule(constant: String(repeating: "x", count: 600)))
        #expect(MappingFixture.letter(long, message)?.reason.hasPrefix("event type is longer than 512 bytes") == true)
    }

    @Test("a dead letter submitted again, mended, becomes the event it should have been")
    func resubmit() throws {
        let letter = try #require(
            MappingFixture.letter(mapping, MappingFixture.message("{", key: "k", headers: [("Event-Type", "a.b")]))
        )
        let event = try #require(
            MappingFixture.event(mapping, Message(resubmitting: letter, body: ArraySlice("{}".utf8)))
        )
        #expect(event.eventType == "a.b")
        #expect(event.data.text == "{}")
        #expect(event.id == letter.id)
    }
}
