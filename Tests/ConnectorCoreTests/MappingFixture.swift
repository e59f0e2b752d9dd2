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

    static func entry(_ mapping: MessageMapping, _ message: Message, limit: Int = 1 << 20) -> IntakeEntry {
        mapping.entry(for: message, source: source(mapping, limit: limit), now: now)
    }

    static func event(_ mapping: MessageMapping, _ message: Message) -> Envelope? {
        if case .event(let envelope) = entry(mapping, message) { envelope } else { nil }
    }

    static func letter(_ mapping: MessageMapping, _ message: Message, limit: Int = 1 << 20) -> DeadLetter? {
        if case .deadLetter(let letter) = entry(mapping, message, limit: limit) { letter } else { nil }
    }
}

extension Bytes {
    var text: String { String(decoding: self, as: UTF8.self) }
}
