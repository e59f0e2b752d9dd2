/// Why a test could not go on: a server that did not start, a condition that did not come true.
public struct TestFailure: Error, CustomStringConvertible {
    /// What could not be had.
    public let description: String

    /// Makes a failure.
    public init(_ description: String) { self.description = description }
}
