internal import Domain
internal import Specification
internal import Storage

/// A source's settings of its broker, for writing them in Convoy's shape. They hold secrets.
struct ConvoySettings {
    let members: [String: Bytes]

    /// The settings of a stored source, an AMQP URL taken apart.
    init(_ draft: SourceDraft) {
        let members = JSON.dictionary(of: Bytes(draft.settings.utf8))
        self.members = draft.kind == ConvoyBroker.amqp.kind ? AMQPURL.expanded(members) : members
    }

    /// The same settings, every secret masked.
    static func masked(_ draft: SourceDraft) -> [String: Bytes] {
        let shown = JSON.dictionary(of: Bytes(draft.maskedSettings.utf8))
        let present = ConvoySettings(draft).members
        var members = present
        for (name, value) in shown where present[name] != nil { members[name] = value }
        // What an AMQP URL was taken apart into is not among those.
        var login = members["auth"].map { JSON.dictionary(of: $0) } ?? [:]
        if login["password"] != nil {
            login["password"] = Bytes(JSON.quoted(Mask.text).utf8)
            members["auth"] = Bytes(SourceDocument.text(of: login).utf8)
        }
        return members
    }

    /// The value of a setting, or of one within it.
    subscript(_ name: String, _ steps: String...) -> Bytes? {
        steps.reduce(members[name]) { value, step in
            value.flatMap { value in
                if let index = Int(step) {
                    let items = InputValue.elements(of: value)
                    return items.indices.contains(index) ? items[index] : nil
                }
                return JSON.dictionary(of: value)[step]
            }
        }
    }

    /// A text of Convoy's, empty where we have none.
    func text(_ value: Bytes?) -> String { value.flatMap { JSON.text(of: $0) } ?? "" }

    /// A secret of Convoy's, masked; empty where we have none.
    func mask(_ value: Bytes?) -> String { value == nil ? "" : Mask.text }

    /// Whether a setting that is a switch, or settings instead of it, is on.
    func isOn(_ name: String) -> Bool { members[name].map { !$0.elementsEqual("false".utf8) } ?? false }
}

extension JSON {
    /// The members of an object by their names; none when it is no object.
    static func dictionary(of object: Bytes) -> [String: Bytes] {
        guard kind(of: object) == .object, let members = try? members(of: object) else { return [:] }
        return Dictionary(members.map { ($0.name, $0.value) }) { $1 }
    }
}
