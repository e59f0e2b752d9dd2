public import Domain

/// Where a value of an event comes from: a place in the message, a constant, or a place with a default.
public struct ValueRule: Hashable, Sendable {
    /// A place in a message.
    public enum Place: Hashable, Sendable {
        /// The value of a header, its name compared without regard to case.
        case header(String)
        /// The message's key.
        case key
        /// What the broker knows of the message: `topic`, `partition`, `offset`, `timestamp`.
        case metadata(String)
        /// A value in the JSON data.
        case path(JSONPath)
    }

    /// Where to look; nil for a constant.
    public let place: Place?

    /// What stands when the place holds nothing: the constant itself where there is no place.
    public let fallback: String?

    /// Takes the value from a place.
    public init(_ place: Place, default fallback: String? = nil) {
        self.place = place
        self.fallback = fallback
    }

    /// The same value always.
    public init(constant: String) {
        place = nil
        fallback = constant
    }

    /// The value for a message; nil when there is neither one at the place nor a default.
    func value(for message: Message, data: Bytes?) -> String? {
        guard let found = found(in: message, data: data), !found.isEmpty else { return fallback }
        return found
    }

    private func found(in message: Message, data: Bytes?) -> String? {
        switch place {
        case .header(let name): message.text(ofHeader: name)
        case .key: message.key.flatMap { String(validating: $0, as: UTF8.self) }
        case .metadata(let name): message.attributes.first { $0.name == name }?.value
        case .path(let path): data.flatMap { Self.text(at: path, in: $0) }
        case nil: nil
        }
    }

    /// The text, number or truth value at a place; nil when there is none.
    private static func text(at path: JSONPath, in data: Bytes) -> String? {
        guard let value = try? JSON.value(in: data, at: path) else { return nil }
        return JSON.text(of: value)
    }

    /// Says where nothing was found, for the reason of a dead letter.
    var absence: String {
        switch place {
        case .header(let name): "header `\(name)` is not set and the source has no default"
        case .key: "the message has no key that is text, and the source has no default"
        case .metadata(let name): "the broker does not tell the message's \(name), and the source has no default"
        case .path(let path): "there is no text or number at `\(path)` and the source has no default"
        case nil: "the source names none"
        }
    }
}
