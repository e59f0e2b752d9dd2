/// How far a job has come.
public enum JobState: String, Sendable, CaseIterable {
    /// Nobody does it: no process has taken it yet, or the one that had it has given it back.
    case waiting
    /// A process does it, or did so until it died; another one takes it over then.
    case running
    /// It is finished.
    case done
    /// It ended before its time, for a reason that does not pass by itself.
    case failed
    /// It ended before its time because somebody asked for that.
    case cancelled

    /// Whether nothing more happens.
    public var isFinished: Bool { self != .waiting && self != .running }
}
