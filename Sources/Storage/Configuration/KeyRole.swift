/// What the holder of an API key may do.
public enum KeyRole: String, Sendable, CaseIterable {
    /// Everything within the key's reach, also keys and projects.
    case admin
    /// Everything but keys and projects.
    case member
    /// Looking.
    case viewer
}
