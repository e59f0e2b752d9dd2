internal import Domain
internal import TestSupport

/// The contract suite for one kind of broker. A case throws what is not as `docs/connector-spec.md` has it.
public enum Contract<Broker: ContractBroker> {
    /// Runs a case on a broker and a queue of its own.
    public static func hold(_ name: ContractCase) async throws {
        if name == .namesMalformedSettings { return try namesMalformedSettings() }
        try await Broker.withBroker { broker in
            let bench = ContractBench(broker, queue: "contract-\(ULID.random().description.lowercased())")
            if name != .waitsForQueue { try await broker.makeQueue(bench.queue) }
            switch name {
            case .deliversInBulkAndOneByOne: try await deliversInBulkAndOneByOne(bench)
            case .deliversMetadata: try await deliversMetadata(bench)
            case .redeliversAsOneEvent: try await redeliversAsOneEvent(bench)
            case .acceptsAllInParallelAndLossy: try await acceptsAllInParallelAndLossy(bench)
            case .survivesSaturation: try await survivesSaturation(bench)
            case .passesPoison: try await passesPoison(bench)
            case .ignoresLateSettlement: try await ignoresLateSettlement(bench)
            case .survivesRestart: try await survivesRestart(bench)
            case .waitsForQueue: try await waitsForQueue(bench)
            case .waitsForCredentials: try await waitsForCredentials(bench)
            case .cancelsIdle: try await cancelsIdle(bench)
            case .stopsWithWorkInFlight: try await stopsWithWorkInFlight(bench)
            case .sharesAndTakesOver: try await sharesAndTakesOver(bench)
            case .namesMalformedSettings: break
            }
        }
    }
}

/// Throws, with what was expected, unless a condition holds.
func demand(_ condition: Bool, _ what: @autoclosure () -> String, line: Int = #line) throws {
    guard condition else { throw TestFailure("\(what()) (contract line \(line))") }
}
