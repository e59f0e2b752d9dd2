internal import Domain
internal import Logging

/// How log lines look.
public enum LogFormat: String, Sendable, CaseIterable {
    /// Short aligned lines for people.
    case text
    /// One JSON object per line for machines.
    case json
}

/// Everything one line shows.
struct LogLine {
    let time: Timestamp
    let label: String
    let level: Logger.Level
    let message: String
    let error: (any Error)?
    /// Sorted by key.
    let metadata: [(key: String, value: Logger.MetadataValue)]
}
