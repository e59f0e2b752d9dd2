/// What a subscription says of event types: one exactly (`order.paid`), all that start so (`order.*`), or all (`*`).
public struct EventTypePattern: Hashable, Sendable, CustomStringConvertible {
    /// The pattern as it was written.
    public let text: String

    private let form: Form

    private enum Form: Hashable {
        case all
        /// The part before the star, with its dot.
        case prefix(String)
        case exact
    }

    /// Reads a pattern; nil for an empty one and for a star anywhere but alone or after the last dot.
    public init?(_ text: String) {
        self.text = text
        if text == "*" {
            form = .all
        } else if text.utf8.count > 2, text.hasSuffix(".*") {
            form = .prefix(String(text.dropLast()))
        } else {
            form = .exact
        }
        let stars = text.utf8.count { $0 == UInt8(ascii: "*") }
        guard !text.isEmpty, stars == (form == .exact ? 0 : 1) else { return nil }
    }

    /// The pattern as it was written.
    public var description: String { text }

    /// Whether events of this type are meant; case matters.
    ///
    /// `order.*` means `order.paid` and `order.refund.done`, not `order` nor `orders.paid`.
    public func matches(_ eventType: String) -> Bool {
        switch form {
        case .all: true
        case .prefix(let prefix): eventType.utf8.starts(with: prefix.utf8) && eventType.utf8.count > prefix.utf8.count
        case .exact: eventType == text
        }
    }
}
