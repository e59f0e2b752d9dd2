internal import Domain
internal import Logging
public import ServiceLifecycle

/// One consumer of a source: takes batches from the broker, maps them, appends them to the intake, and settles them once the
/// intake has answered.
///
/// It goes on for ever: a session that fails is replaced after a pause, an append that fails is made again until it succeeds, and
/// nothing is settled before. Cancelling its task, or a graceful shutdown, ends it within ``ConsumerTiming/grace`` and the time
/// that the session needs to close; what could not be appended by then stays unsettled and is delivered again.
public struct ConnectorService<C: Connector>: Service {
    let settings: C.Settings
    let consumer: ConsumerContext
    let intake: any Intake
    let timing: ConsumerTiming
    let metrics: ConsumerMetrics

    /// Makes a consumer that has not started.
    public init(
        settings: C.Settings,
        consumer: ConsumerContext,
        intake: any Intake,
        timing: ConsumerTiming = ConsumerTiming()
    ) {
        self.settings = settings
        self.consumer = consumer
        self.intake = intake
        self.timing = timing
        metrics = ConsumerMetrics(dimensions: consumer.dimensions)
    }

    /// Consumes until the task is cancelled, the service group shuts down, or the source has ended.
    public func run() async throws {
        await cancelWhenGracefulShutdown { await consume() }
    }

    // MARK: - Sessions

    private func consume() async {
        var backoff = Backoff(initial: timing.sessionRetry, maximum: timing.sessionRetryLimit)
        while !Task.isCancelled {
            consumer.status.connecting()
            let progress = Progress()
            do {
                try await session(progress)
                consumer.logger.info("source ended")
                break
            } catch is CancellationError where Task.isCancelled {
                break
            } catch {
                metrics.running(false)
                if progress.hasReceived { backoff.reset() }
                await pause(after: Self.connectorError(error), &backoff)
            }
        }
        metrics.running(false)
        consumer.status.stopped()
    }

    /// Opens a session and moves batches until it fails, ends, or the task is cancelled.
    private func session(_ progress: Progress) async throws {
        let connector = try C(settings, runtime: consumer.runtime)
        try await connector.withSession { session in
            metrics.running(true)
            consumer.logger.info("consumer started")
            defer { consumer.logger.info("consumer stopped") }
            while true {
                try await waitForRoom()
                guard let batch = try await session.next(upTo: timing.batchLimit) else { return }
                guard !batch.messages.isEmpty else { continue }
                progress.received()
                consumer.status.connected()
                try await accept(batch, session)
            }
        }
    }

    private func pause(after error: ConnectorError, _ backoff: inout Backoff) async {
        guard !Task.isCancelled else { return }
        let delay = backoff.next()
        metrics.sessionFailed(error.code)
        consumer.status.failed(error, failures: backoff.failures, nextAttempt: .now().adding(delay))
        // Somebody has to act on what does not pass by itself, but need not be told again and again.
        let level: Logger.Level = error.isTransient ? .warning : (backoff.failures == 1 ? .error : .warning)
        consumer.logger.log(
            level: level,
            "source failed, will be opened again",
            metadata: [
                LogKey.error: "\(error.message)", LogKey.code: "\(error.code.rawValue)", LogKey.delay: "\(delay)",
            ]
        )
        try? await Task.sleep(for: delay)
    }

    private static func connectorError(_ error: any Error) -> ConnectorError {
        error as? ConnectorError ?? ConnectorError(.protocolFailure, "\(error)")
    }
}
