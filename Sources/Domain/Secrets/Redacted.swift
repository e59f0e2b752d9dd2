/// A text that must not show up in logs or errors: it prints as `•••`, also inside other values.
public struct Redacted: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The text itself.
    public let value: String

    /// Hides a text.
    public init(_ value: String) {
        self.value = value
    }

    /// Always `•••`.
    public var description: String { Self.mask }

    /// Always `•••`.
    public var debugDescription: String { Self.mask }

    /// Nothing.
    public var customMirror: Mirror { Mirror(self, children: []) }

    /// What stands in the place of a secret.
    public static let mask = "•••"
}
