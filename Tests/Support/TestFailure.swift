/// Why a test could not go on: a server that did not start, a condition that did not come true.
public struct TestFailure: Error, CustomStringConvertible {
    public let description: String

    public init(_ description: String) { self.description = description }
}
