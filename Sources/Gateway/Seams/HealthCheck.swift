/// Whether something that the process needs answers.
public enum HealthState: Sendable, Equatable {
    /// It answers.
    case ok
    /// It answers, and somebody should look at it all the same: what is wrong and what to do. The process is ready.
    case degraded(String)
    /// It does not, and why: what is wrong and what to do.
    case failing(String)
}

/// A named question after one dependency, asked by `/readyz`.
public struct HealthCheck: Sendable {
    /// The dependency: `postgres`, `redis`, `source orders-kafka`.
    public let name: String

    /// Asks; expected to answer within two seconds.
    public let check: @Sendable () async -> HealthState

    /// Makes a check.
    public init(_ name: String, _ check: @escaping @Sendable () async -> HealthState) {
        self.name = name
        self.check = check
    }
}
