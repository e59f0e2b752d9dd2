/// A new API key: the only time that its text is known.
public struct CreatedKey: Sendable {
    /// What is kept of it.
    public let row: APIKeyRow
    /// `CO.<mask>.<key>`, to be shown once.
    public let plainText: String
}
