/// When a message is acknowledged to its broker.
public enum Acknowledgement: String, Hashable, Sendable, CaseIterable {
    /// As soon as the intake in Redis has it: nothing is lost as long as Redis keeps what it has taken.
    case queued
    /// When the worker has stored it in Postgres: nothing is lost even if Redis loses everything.
    case persisted
}
