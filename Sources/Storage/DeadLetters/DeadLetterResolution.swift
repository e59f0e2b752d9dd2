/// How a dead letter was dealt with.
public enum DeadLetterResolution: String, Sendable, CaseIterable {
    /// It was submitted again, as it was or mended.
    case resubmitted
    /// A person decided that it is not needed.
    case discarded
}
