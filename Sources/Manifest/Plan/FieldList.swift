internal import Specification

/// The settings of a thing as a plan compares and shows them.
struct FieldList {
    private struct Item {
        let name: String
        /// What is compared: the value itself.
        let value: String
        /// What is shown: the value, or its mask.
        let shown: String
        var isDefault = false
    }

    private var items: [Item] = []

    /// Adds a setting that is no secret.
    mutating func add(_ name: String, _ value: String?) {
        guard let value else { return }
        items.append(Item(name: name, value: value, shown: value))
    }

    /// Adds a secret.
    mutating func add(_ name: String, secret: String?) {
        guard let secret else { return }
        items.append(Item(name: name, value: secret, shown: Mask.text))
    }

    /// Adds a URL; a password in it is masked.
    mutating func add(_ name: String, url: String) {
        items.append(Item(name: name, value: url, shown: URLText.masked(url)))
    }

    /// Adds the settings of an object, those within objects and maps under names with dots.
    mutating func add(_ object: CheckedObject, prefix: String) {
        for entry in object.givenSettings { add(entry.value, name: prefix + entry.name) }
    }

    private mutating func add(_ value: CheckedValue, name: String) {
        switch value {
        case .object(let object) where !object.givenSettings.isEmpty: add(object, prefix: name + ".")
        case .map(let entries) where !entries.isEmpty:
            for entry in entries { add(entry.value, name: "\(name).\(entry.name)") }
        default:
            items.append(
                Item(
                    name: name,
                    value: CanonicalJSON.value(of: value, isMasked: false).compact,
                    shown: Self.shown(CanonicalJSON.value(of: value, isMasked: true))
                )
            )
        }
    }

    private static func shown(_ value: JSONText) -> String {
        if case .string(let text) = value { text } else { value.compact }
    }

    /// What differs from another list, in the order of this one, then what only the other has.
    func differences(from old: FieldList) -> [Plan.Field] {
        var fields: [Plan.Field] = []
        for item in items {
            let before = old.items.first { $0.name == item.name }
            guard before?.value != item.value else { continue }
            let note = before?.shown == item.shown ? "changed" : nil
            fields.append(Plan.Field(name: item.name, old: before?.shown, new: item.shown, note: note))
        }
        for item in old.items where !items.contains(where: { $0.name == item.name }) {
            fields.append(Plan.Field(name: item.name, old: item.shown, new: nil, note: nil))
        }
        return fields
    }

    /// All settings as those of something new.
    var additions: [Plan.Field] { differences(from: FieldList()) }
}
