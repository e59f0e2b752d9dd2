import Domain

@testable import ConnectorCore

/// The source that the mapping tests read from.
enum MappingFixture {
    static let now = Timestamp(milliseconds: 1_785_000_000_000)
    static let endpoint = ULID.derived(at: now, from: ["endpoint"])

    static func source(_ mapping: MessageMapping, limit: Int = SourceDescription.defaultMaximumDataBytes)
        -> SourceDescription
    {
        SourceDescription(
            id: ULID.derived(at: now, from: ["source"]),
            project: ULID.derived(at: now, from: ["project"]),
            name: "orders-kafka",
            kind: "kafka",
            mapping: mapping,
            maximumDataBytes: limit
        )
    }

    static func message(
        _ body: String?,
        key: String? = nil,
        headers: [(String, String)] = [],
        position: String = "kafka/orders/3/8812"
    ) -> Message {
        Message(
            position: position,
            timestamp: Timestamp(milliseconds: 1_784_999_999_000),
            key: key.map { ArraySlice($0.utf8) },
            headers: headers.map { MessageHeader(name: $0.0, value: ArraySlice($0.1.utf8)) },
            body: body.map { ArraySlice($0.utf8) },
            attributes: [
                Header(name: "topic", value: "orders"), Header(name: "partition", value: "3"),
                Header(name: "offset", value: "8812"),
            ]
        )
    }

    static func entries(
        _ mapping: MessageMapping,
        _ message: Message,
        limit: Int = SourceDescription.defaultMaximumDataBytes
    ) -> [IntakeEntry] {
        mapping.entries(for: message, source: source(mapping, limit: limit), now: now)
    }

    static func event(_ mapping: MessageMapping, _ message: Message) -> Envelope? {
        let entries = entries(mapping, message)
        if entries.count == 1, case .event(let envelope) = entries[0] { return envelope }
        return nil
    }

    static func letter(_ mapping: MessageMapping, _ message: Message, limit: Int = 1 << 20) -> DeadLetter? {
        let entries = entries(mapping, message, limit: limit)
        if entries.count == 1, case .deadLetter(let letter) = entries[0] { return letter }
        return nil
    }
}

extension Envelope {
    func header(_ name: String) -> String? { headers.firstValue(named: name) }
}

extension Bytes {
    var text: String { String(decoding: self, as: UTF8.self) }
}
