/// A setting of the sink that makes no sense; the text says what is allowed.
public struct SinkError: Error, CustomStringConvertible {
    /// What is wrong.
    public let description: String

    init(_ description: String) { self.description = description }
}
