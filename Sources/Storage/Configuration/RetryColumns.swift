internal import Domain
internal import Postgres

/// A retry policy as three columns; all NULL for none.
struct RetryColumns {
    let kind: String?
    let delays: [Int]?
    let attempts: Int?

    init(_ policy: RetryPolicy?) {
        guard let policy else {
            (kind, delays, attempts) = (nil, nil, nil)
            return
        }
        attempts = policy.attempts
        switch policy.strategy {
        case .linear(let wait): (kind, delays) = ("linear", Self.milliseconds([wait]))
        case .exponential(let base, let maximum): (kind, delays) = ("exponential", Self.milliseconds([base, maximum]))
        case .schedule(let waits): (kind, delays) = ("schedule", Self.milliseconds(waits))
        }
    }

    var parameters: [PostgresParameter] {
        [
            .text(kind), delays.map { .array($0) } ?? .null(.int8Array),
            .int(attempts.map { Int64(Int32(clamping: $0)) }),
        ]
    }

    /// Reads the three columns from `column` on.
    static func policy(from row: PostgresRow, at column: Int) throws -> RetryPolicy? {
        guard let kind = try row.optionalText(column) else { return nil }
        let waits = try row.array(column + 1, of: Int.self).map { Duration.milliseconds($0) }
        let attempts = try row.int(column + 2)
        switch (kind, waits.count) {
        case ("linear", 1): return RetryPolicy(strategy: .linear(every: waits[0]), attempts: attempts)
        case ("exponential", 2):
            return RetryPolicy(strategy: .exponential(base: waits[0], maximum: waits[1]), attempts: attempts)
        case ("schedule", _): return RetryPolicy(strategy: .schedule(waits), attempts: attempts)
        default: throw StorageError(.unreadable, "a stored retry policy is of a kind that is not known: \(kind)")
        }
    }

    private static func milliseconds(_ waits: [Duration]) -> [Int] { waits.map { Int($0.inMilliseconds) } }
}
