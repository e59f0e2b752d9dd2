/// Why no plan can be made: the database holds what a manifest cannot name or change.
public struct PlanError: Error, Sendable, CustomStringConvertible {
    /// What is wrong and what to do, a sentence each.
    public let problems: [String]

    /// The problems, a line each.
    public var description: String { problems.joined(separator: "\n") }
}
