import Domain
import Queue
import Testing

@testable import Longshore

@Suite("longshore sources")
struct SourcesTests {
    private func state(_ limits: [String?]) -> SourceState {
        let reports = limits.map { ConsumerReport(process: "p", state: "running", since: .now(), limit: $0) }
        return SourceState(consumers: reports + Array(repeating: nil, count: 8 - limits.count), isPaused: false)
    }

    @Test("says how many consumers run, and why fewer than there are workers")
    func consumers() {
        let limit = "the topic has 3 partitions"
        #expect(Sources.consumers(state([limit, limit, limit]), of: 8) == "3 of 8: the topic has 3 partitions")
        #expect(Sources.consumers(state([nil, nil]), of: 8) == "2/8")
        #expect(Sources.consumers(state([]), of: 8) == "0/8")
    }
}
