internal import Domain
internal import Logging
internal import Queue
internal import Storage

/// Makes tomorrow's partitions, drops what is past retention, forgets keys, secrets and consumers whose time is over.
struct Housekeeper: Sendable {
    static let interval: Duration = .seconds(3_600)
    static let retryAfter: Duration = .seconds(10)
    static let consumerIdle: Duration = .seconds(24 * 3_600)
    /// Rows per statement: bounds how long each one runs.
    static let batch = 5_000

    let partitions: Partitions
    let store: EventStore
    let configuration: ConfigurationStore
    let intake: IntakeStream
    /// Nil keeps everything.
    let retentionDays: Int?
    /// How long an idempotency key is remembered.
    let idempotencyWindow: Duration
    let logger: Logger

    /// Works until cancelled. The first round is over before events come: `prepare` has made today's partitions.
    func run() async {
        while !Task.isCancelled {
            var pause = Self.interval
            do {
                try await prepare()
                if let retentionDays { try await dropOld(days: retentionDays) }
                try await inBatches { try await store.expireIdempotencyKeys(olderThan: idempotencyWindow, limit: $0) }
                _ = try await configuration.deleteExpiredSecrets()
                try await intake.removeIdleConsumers(idle: Self.consumerIdle)
            } catch {
                if Task.isCancelled { return }
                logger.warning("housekeeping could not finish", metadata: ["error": "\(error)"])
                pause = Self.retryAfter
            }
            try? await Task.sleep(for: pause)
        }
    }

    /// Makes the partitions of yesterday, today and the days to come.
    func prepare() async throws {
        let made = try await partitions.ensure()
        if made > 0 { logger.info("made partitions", metadata: ["count": "\(made)"]) }
    }

    private func dropOld(days: Int) async throws {
        let dropped = try await partitions.drop(olderThan: days)
        let strays = try await partitions.deleteStrays(olderThan: days)
        let age = Duration.seconds(days * 24 * 3_600)
        let letters = try await inBatches { try await store.expireDeadLetters(olderThan: age, limit: $0) }
        if dropped + strays + letters > 0 {
            logger.notice(
                "past retention",
                metadata: ["days": "\(dropped)", "strays": "\(strays)", "dead_letters": "\(letters)"]
            )
        }
    }

    @discardableResult
    private func inBatches(_ expire: (Int) async throws -> Int) async throws -> Int {
        var total = 0
        while true {
            let count = try await expire(Self.batch)
            total += count
            if count < Self.batch { return total }
        }
    }
}
