public import ConnectorCore
internal import Logging
internal import Reactor

extension KafkaConnector {
    /// Asks how many partitions there are: a consumer beyond them would get none.
    public nonisolated(nonsending) func consumerLimit() async throws -> ConsumerLimit? {
        let client = try KafkaClient(
            settings.allProperties(clientID: "longshore-\(runtime.source)-partitions", slot: runtime.slot),
            isCooperative: settings.assignment == .cooperative
        )
        let result: Result<ConsumerLimit, any Error>
        do { result = .success(try await limit(client)) } catch { result = .failure(error) }
        // Bookkeeping that must happen also when our task was cancelled: hence the task of its own.
        let deadline = ContinuousClock.now + timing.destroy
        await Task {
            do {
                try await BlockingThreads.run(until: deadline) { client.destroy() }
            } catch {
                runtime.logger.error(
                    "librdkafka does not end its threads; they end with the process",
                    metadata: [LogKey.error: "\(error)"]
                )
            }
        }.value
        return try result.get()
    }

    private nonisolated(nonsending) func limit(_ client: KafkaClient) async throws -> ConsumerLimit {
        try await client.introduce(settings)
        let (topics, timing) = (settings.topics, timing)
        let counts = try await BlockingThreads.run(until: .now + timing.lookups) {
            try client.partitionCounts(of: topics, milliseconds: timing.lookup.milliseconds)
        }
        return PartitionCount(counts, assignment: settings.assignment).limit(lasts: settings.metadataRefresh)
    }
}
