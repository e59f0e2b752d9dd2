import ConnectorContract
import Testing

@Suite("Google Pub/Sub, by the contract", .serialized, .timeLimit(.minutes(5)))
struct PubSubContractTests {
    @Test("holds the contract", arguments: ContractCase.all(for: PubSubEmulator.self))
    func holds(_ name: ContractCase) async throws { try await Contract<PubSubEmulator>.hold(name) }
}
