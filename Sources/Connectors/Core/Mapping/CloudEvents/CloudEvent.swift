internal import Domain

/// An event as CloudEvents 1.0 describes it: attributes beside data.
struct CloudEvent {
    /// An attribute, the required ones and extensions alike; the name is in lower case.
    struct Attribute: Hashable {
        let name: String
        let value: String
    }

    /// What all attributes may take, so that an oversized message is refused before it is read.
    static let overhead = 256 << 10

    /// How many attributes an event may have beside `datacontenttype`.
    static let attributeLimit = 256

    /// The attributes but `datacontenttype`, those that every event has first.
    private(set) var attributes: [Attribute] = []

    /// What the data is; nil when nothing says so, which means JSON.
    var contentType: String?

    /// The data; nil when there is none.
    var data: Bytes?

    /// The value of an attribute; nil when it has none.
    func value(_ name: String) -> String? {
        attributes.first { $0.name == name }?.value
    }

    /// Whether the data is JSON, or shall be for want of another word.
    var isJSON: Bool { contentType.map { MediaType($0).isJSON } ?? true }

    static let required = ["specversion", "id", "source", "type"]

    /// Takes an attribute; of those of the same name the last counts.
    ///
    /// - Throws: when the name could not be part of a header's, or there are too many.
    mutating func set(_ name: String, to value: String) throws(MappingFailure) {
        let name = name.asciiLowercased
        guard Header(name: name, value: "").isValidHTTPField else {
            throw MappingFailure("no CloudEvent: \(MappingFailure.quoted(name)) is no name of an attribute")
        }
        if name == "datacontenttype" {
            contentType = value
            return
        }
        attributes.removeAll { $0.name == name }
        attributes.append(Attribute(name: name, value: value))
        guard attributes.count <= Self.attributeLimit else {
            throw MappingFailure("no CloudEvent: it has more than \(Self.attributeLimit) attributes")
        }
    }

    /// Checks what an event must have; the type may come from elsewhere.
    mutating func finish(needsType: Bool) throws(MappingFailure) {
        let missing = Self.required.filter { name in
            (name != "type" || needsType) && value(name)?.isEmpty != false
        }
        guard missing.isEmpty else {
            let names = missing.map { "`\($0)`" }.joined(separator: ", ")
            throw MappingFailure("no CloudEvent: \(names) \(missing.count == 1 ? "is" : "are") missing")
        }
        guard let version = value("specversion"), version == "1.0" else {
            throw MappingFailure(
                "unknown CloudEvents version \(MappingFailure.quoted(value("specversion") ?? "")): specversion must be 1.0"
            )
        }
        attributes =
            Self.required.compactMap { name in attributes.first { $0.name == name } }
            + attributes.filter { !Self.required.contains($0.name) }
    }

    /// The key under which a second event is a duplicate: `source` and `id` together name an event.
    var identity: String {
        let (source, id) = (value("source") ?? "", value("id") ?? "")
        let key = "\(source) \(id)"
        // Keys are indexed: a longer one stands there as the digest of its parts.
        return key.utf8.count <= 512 ? key : "\(ULID.derived(at: Timestamp(microseconds: 0), from: [source, id]))"
    }
}
