internal import Domain
internal import Logging
internal import Queue
internal import Storage

/// Makes tomorrow's partitions, drops those past retention, forgets consumers that are gone.
struct PartitionKeeper: Sendable {
    static let interval: Duration = .seconds(3_600)
    static let retryAfter: Duration = .seconds(10)
    static let consumerIdle: Duration = .seconds(24 * 3_600)

    let partitions: Partitions
    let intake: IntakeStream
    /// Nil keeps everything.
    let retentionDays: Int?
    let logger: Logger

    /// Works until cancelled. The first round is over before events come: `prepare` has made today's partitions.
    func run() async {
        while !Task.isCancelled {
            var pause = Self.interval
            do {
                try await prepare()
                if let retentionDays {
                    let days = try await partitions.drop(olderThan: retentionDays)
                    let strays = try await partitions.deleteStrays(olderThan: retentionDays)
                    if days + strays > 0 {
                        logger.notice("past retention", metadata: ["days": "\(days)", "strays": "\(strays)"])
                    }
                }
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
}
