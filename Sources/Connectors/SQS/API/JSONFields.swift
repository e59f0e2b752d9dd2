internal import Domain

/// The members of a JSON object that AWS has sent; what is not as expected is absent, never a trap.
struct JSONFields: Sendable {
    private let members: [(name: String, value: Bytes)]

    /// Nil when the bytes are no JSON object.
    init?(_ bytes: Bytes) {
        guard let members = try? JSON.members(of: bytes) else { return nil }
        self.members = members
    }

    /// The names and values, in order.
    var all: [(name: String, value: Bytes)] { members }

    /// The JSON of a member.
    func value(_ name: String) -> Bytes? { members.last { $0.name == name }?.value }

    /// The text of a string.
    func text(_ name: String) -> String? { value(name).flatMap(Self.text) }

    /// A number, whether it stands as one or as a string, as AWS has it in some places.
    func integer(_ name: String) -> Int64? { value(name).flatMap(JSON.text(of:)).flatMap { Int64($0) } }

    /// Whether a member is `true`.
    func isTrue(_ name: String) -> Bool { value(name).flatMap(JSON.text(of:)) == "true" }

    /// An object.
    func object(_ name: String) -> JSONFields? { value(name).flatMap(JSONFields.init) }

    /// The objects of a list; what is none is left out.
    func objects(_ name: String) -> [JSONFields] {
        guard let value = value(name), let elements = try? JSON.elements(of: value) else { return [] }
        return elements.compactMap(JSONFields.init)
    }

    /// The text of a string literal. An escaped half of a surrogate pair, which stands for no text, becomes U+FFFD: a message
    /// that has one must not be lost for it.
    private static func text(_ literal: Bytes) -> String? {
        if let text = JSON.string(from: literal) { return text }
        guard JSON.kind(of: literal) == .string else { return nil }
        // Names of members are read in the forgiving way.
        let object = [UInt8(ascii: "{")] + literal + Array(":0}".utf8)
        return (try? JSON.members(of: object[...]))?.first?.name
    }
}
