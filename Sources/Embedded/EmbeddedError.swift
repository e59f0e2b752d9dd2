/// A private server that could not be set up, started or stopped; the text says what to do.
public struct EmbeddedError: Error, CustomStringConvertible {
    /// What went wrong, in words for the person who typed the command.
    public let description: String

    init(_ description: String) { self.description = description }
}
