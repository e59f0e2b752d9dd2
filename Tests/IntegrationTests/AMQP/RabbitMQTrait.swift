import AMQPSupport
import Testing

/// Runs a suite beside a RabbitMQ of its own, which its tests share.
struct RabbitMQTrait: SuiteTrait, TestScoping {
    func provideScope(
        for test: Test,
        testCase: Test.Case?,
        performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        try await RabbitMQServer.with { server in
            try await RabbitMQServer.$current.withValue(server) { try await function() }
        }
    }
}

extension Trait where Self == RabbitMQTrait {
    /// A RabbitMQ of the suite's own, see `RabbitMQServer.current`.
    static var rabbitMQ: RabbitMQTrait { RabbitMQTrait() }
}
