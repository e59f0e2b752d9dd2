internal import ConnectorCore
internal import Domain
internal import Foundation
internal import Logging
internal import ServiceLifecycle
internal import TestSupport

/// A broker, a queue of its own, and a source that reads it.
struct ContractBench<Broker: ContractBroker>: Sendable {
    typealias Session = Broker.Connector.Session

    let broker: Broker
    let queue: String
    let board = StatusBoard()
    private let id = ULID.random()

    init(_ broker: Broker, queue: String) {
        self.broker = broker
        self.queue = queue
    }

    // MARK: - Publishing

    /// Publishes numbered JSON bodies.
    @discardableResult
    func publish(_ numbers: Range<Int>) async throws -> Set<String> {
        let texts = numbers.map { "{\"n\":\($0)}" }
        try await broker.publish(texts.map { ContractMessage($0) }, to: queue)
        return Set(texts)
    }

    /// Waits until the broker holds nothing any more, where it can say so.
    func isDrained() async throws {
        var last: Int?
        do {
            try await eventually("the broker holds nothing any more", within: Broker.abilities.redelivery) {
                last = try await broker.unacknowledged(in: queue)
                return last ?? 0 == 0
            }
        } catch {
            throw TestFailure("\(error); it holds \(last ?? 0) messages")
        }
    }

    // MARK: - Consuming

    func source(_ reading: ContractReading) throws -> SourceDescription {
        SourceDescription(
            id: id,
            project: ULID(high: 0, low: 1),
            name: "contract",
            kind: Broker.Connector.kind,
            mapping: MessageMapping(eventType: ValueRule(constant: "contract")),
            settings: try broker.settings(reading)
        )
    }

    /// One consumer of the source, as the process runs it.
    func service(_ intake: ContractIntake, slot: Int = 0, _ reading: ContractReading? = nil) throws -> any Service {
        var timing = ConsumerTiming()
        timing.batchLimit = 50
        timing.sessionRetry = .milliseconds(100)
        timing.sessionRetryLimit = .seconds(1)
        let source = try source(reading ?? ContractReading(queue))
        let context = ConsumerContext(source: source, slot: slot, board: board, logger: logger)
        return try ConnectorFactory(Broker.Connector.self).service(for: context, intake: intake, timing: timing)
    }

    /// Runs a consumer beside `body`, and stops it.
    func consuming(
        into intake: ContractIntake,
        slot: Int = 0,
        _ reading: ContractReading? = nil,
        _ body: () async throws -> Void
    ) async throws {
        let service = try service(intake, slot: slot, reading)
        try await withThrowingTaskGroup { group in
            group.addTask { try await service.run() }
            defer { group.cancelAll() }
            try await body()
        }
    }

    func status(slot: Int = 0) -> SourceStatus? { board.status(of: .init(source: id, slot: slot)) }

    /// What the status says, for failures.
    func statusText(slot: Int = 0) -> String {
        guard let status = status(slot: slot) else { return "no status" }
        return "status \(status.state) \(status.errorCode ?? "") \(status.error ?? "")"
    }

    /// Opens a session without a consumer around it, and lends it.
    func session<Result: Sendable>(
        slot: Int = 0,
        credit: Int? = nil,
        _ body: (Session) async throws -> Result
    ) async throws -> Result {
        try await connector(slot: slot, credit: credit).withSession(body)
    }

    private func connector(slot: Int, credit: Int?) throws -> Broker.Connector {
        let settings = try CheckedSettings<Broker.Connector>(
            try broker.settings(ContractReading(queue, credit: credit))
        )
        let runtime = ConnectorRuntime(
            source: id,
            sourceName: "contract",
            slot: slot,
            logger: logger,
            status: StatusReporter(board: board, key: .init(source: id, slot: slot)),
            dimensions: []
        )
        return try Broker.Connector(settings.value, runtime: runtime)
    }

    /// Silent, unless `LONGSHORE_TEST_LOG` names a level.
    private var logger: Logger {
        var logger = Logger(label: "contract")
        let level = ProcessInfo.processInfo.environment["LONGSHORE_TEST_LOG"].flatMap { Logger.Level(rawValue: $0) }
        logger.logLevel = level ?? .critical
        return logger
    }
}
