import ConnectorContract
import Testing

@Suite("Redis Streams, on a real server", .serialized, .timeLimit(.minutes(10)))
struct RedisStreamsContractTests {
    @Test("holds the contract", arguments: ContractCase.all(for: RedisStreamsBroker.self))
    func holds(_ name: ContractCase) async throws {
        try await Contract<RedisStreamsBroker>.hold(name)
    }
}
