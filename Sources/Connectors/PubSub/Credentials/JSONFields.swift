internal import Domain

/// The members of a small JSON object, by name.
struct JSONFields {
    private let members: [String: Bytes]

    /// Whether the bytes are a JSON object at all.
    let isObject: Bool

    init(_ bytes: Bytes) {
        let members = try? JSON.members(of: bytes)
        isObject = members != nil
        self.members = Dictionary((members ?? []).map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
    }

    /// A text, or a number or truth value as text.
    func text(_ name: String) -> String? { members[name].flatMap(JSON.text) }

    /// An object within.
    func object(_ name: String) -> JSONFields? {
        guard let value = members[name], JSON.kind(of: value) == .object else { return nil }
        return JSONFields(value)
    }

    /// The members that are texts.
    var texts: [(name: String, value: String)] {
        members.compactMap { member in JSON.string(from: member.value).map { (member.key, $0) } }
            .sorted { $0.name < $1.name }
    }
}
