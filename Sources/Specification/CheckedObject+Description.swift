extension CheckedObject: CustomStringConvertible, CustomReflectable {
    /// The settings that were given, secrets masked: whatever prints an object prints no secret.
    public var description: String { CanonicalJSON.maskedText(for: self) }

    /// No children, so that `dump` shows the description alone.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension CheckedValue: CustomStringConvertible, CustomReflectable {
    /// The value as JSON, secrets masked.
    public var description: String { CanonicalJSON.value(of: self, isMasked: true).compact }

    /// No children, so that `dump` shows the description alone.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension SettingsDocument.Result: CustomStringConvertible {
    /// The settings, secrets masked, and the issues.
    public var description: String {
        ([partial?.description ?? "nothing"] + issues.map(\.text)).joined(separator: "\n")
    }
}
