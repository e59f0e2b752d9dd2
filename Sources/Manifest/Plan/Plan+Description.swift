// Plans and manifests hold secrets. Whatever prints one, a log, a debugger or a failed test, shows the masked text.

extension Plan: CustomStringConvertible, CustomReflectable {
    /// The plan for people.
    public var description: String { text }

    /// No children, so that `dump` shows the description alone.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension Plan.Change: CustomStringConvertible, CustomReflectable {
    /// What happens to what.
    public var description: String { "\(action.rawValue) \(target.subject.rawValue) \(target.name)" }

    /// No children, so that `dump` shows the description alone.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension Manifest: CustomStringConvertible, CustomReflectable {
    /// The names of its projects.
    public var description: String { "manifest of " + projects.map(\.name).joined(separator: ", ") }

    /// No children, so that `dump` shows the description alone.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
