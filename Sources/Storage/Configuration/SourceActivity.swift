/// Whether a source is read.
public enum SourceActivity: String, Sendable, CaseIterable {
    /// The pool reads it.
    case active
    /// It stays as it is, and nothing is read.
    case paused
}
