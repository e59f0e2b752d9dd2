/// Where and why bytes are not JSON, or not the JSON that was asked for.
public struct JSONError: Error, Hashable, Sendable, CustomStringConvertible {
    /// How many bytes of the input stand before the fault.
    public let offset: Int

    /// What is wrong, for a person; holds nothing of the input.
    public let reason: String

    /// Makes an error.
    public init(offset: Int, reason: String) {
        self.offset = offset
        self.reason = reason
    }

    /// The reason with its place, such as `expected a value at byte 17`.
    public var description: String { "\(reason) at byte \(offset)" }
}
