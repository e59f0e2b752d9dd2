internal import ConnectorCore
internal import Domain
internal import Logging
internal import Queue

/// Leaves what this process's consumers say of themselves in Redis, for the API and the command line of the whole pool.
struct ReportPublisher: Sendable {
    private static let interval: Duration = .seconds(1)

    let board: StatusBoard
    let reports: ConsumerReports
    let process: String
    let logger: Logger

    /// Works until cancelled; the last reports end by themselves.
    func run() async {
        var published: Set<StatusBoard.Key> = []
        var isAway = false
        while !Task.isCancelled {
            let statuses = board.statuses()
            do {
                let ended = published.subtracting(statuses.keys).map { ($0.source, $0.slot) }
                try await reports.withdraw(ended, of: process)
                if !statuses.isEmpty {
                    try await reports.publish(
                        statuses.map { ($0.key.source, $0.key.slot, ConsumerReport($0.value, process: process)) }
                    )
                }
                published = Set(statuses.keys)
                isAway = false
            } catch {
                if !isAway, !Task.isCancelled {
                    logger.warning("the state of sources cannot be published", metadata: ["error": "\(error)"])
                }
                isAway = true
            }
            try? await Task.sleep(for: Self.interval)
        }
    }
}

extension ConsumerReport {
    fileprivate init(_ status: SourceStatus, process: String) {
        self.init(
            process: process,
            state: status.state.rawValue,
            since: status.since,
            error: status.error,
            errorCode: status.errorCode,
            nextAttempt: status.nextAttempt,
            failures: status.failures,
            lastMessage: status.lastMessage,
            messages: status.messages,
            rate: status.rate,
            lag: status.lag,
            delay: status.delay.map { Int($0 / .milliseconds(1)) },
            limit: status.limit
        )
    }
}
