internal import ConnectorCore
internal import Logging
internal import Reactor

extension KafkaClient {
    /// Librdkafka may take long to end its threads, and keeps no other blocking call waiting for that.
    private static let endings = BlockingThreads(name: "kafka-end", limit: 4)

    /// Frees everything, and waits for that as long as is said: what takes longer is done later. Nothing may be called after it.
    func end(within limit: Duration, _ logger: Logger) async {
        do {
            try await Self.endings.run(until: .now + limit, isCertain: true) { self.destroy() }
        } catch {
            logger.warning(
                "librdkafka does not end its threads in time; it goes on in the background",
                metadata: [LogKey.error: "\(error)"]
            )
        }
    }
}
