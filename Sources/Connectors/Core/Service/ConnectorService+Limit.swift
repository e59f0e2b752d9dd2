/// A consumer that can say how many of its like are of use.
protocol LimitedConsumer {
    /// Asks the broker; see ``Connector/consumerLimit()``.
    func consumerLimit() async throws -> ConsumerLimit?
}

extension ConnectorService: LimitedConsumer {
    func consumerLimit() async throws -> ConsumerLimit? {
        try await C(settings, runtime: consumer.runtime).consumerLimit()
    }
}
