public import ConnectorCore
internal import Reactor

extension KafkaConnector {
    /// Brokers that do not answer hold threads of these: nothing else of the process is kept waiting.
    private static let limitLookups = BlockingThreads(name: "kafka-limits", limit: 4)

    /// Asks how many partitions there are: a consumer beyond them would get none.
    public nonisolated(nonsending) func consumerLimit() async throws -> ConsumerLimit? {
        let (settings, timing) = (settings, timing)
        let properties = settings.allProperties(clientID: "longshore-\(runtime.source)-partitions", slot: runtime.slot)
        let token: OAuthToken? = if let oauth = settings.oauth { try await KafkaClient.token(oauth) } else { nil }
        do {
            // The client lives within the call, so that it ends with it and never before, and is not made while others are asked.
            let counts = try await Self.limitLookups.run(until: .now + timing.lookups) {
                let client = try KafkaClient(properties, isCooperative: settings.assignment == .cooperative)
                defer { client.destroy() }
                if let token, let oauth = settings.oauth {
                    try client.setToken(token, extensions: oauth.extensions)
                }
                return try client.partitionCounts(of: settings.topics, milliseconds: timing.lookup.milliseconds)
            }
            return PartitionCount(counts, assignment: settings.assignment).limit(lasts: settings.metadataRefresh)
        } catch is BlockingCallTimedOut {
            throw ConnectorError(.timeout, "Kafka does not say in time how many partitions there are")
        }
    }
}
