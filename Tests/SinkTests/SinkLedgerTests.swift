import Domain
import Testing

@testable import Sink

@Suite("The sink's ledger", .timeLimit(.minutes(1)))
struct SinkLedgerTests {
    private let ledger = SinkLedger()

    private func accept(_ sequence: Int?, id: String? = nil, key: String = "") {
        let id = id ?? "id-\(key)-\(sequence ?? -1)"
        ledger.accepted(.init(id: id, isVerified: true, key: key, sequence: sequence, receivedAt: .now()))
    }

    @Test("says what is lost, and the first of it")
    func lost() {
        for number in 1...100 where number % 4 != 0 { accept(number) }
        let report = ledger.report(first: 1, count: 100)
        #expect(report.lost == 25)
        #expect(report.lostExamples == [4, 8, 12, 16, 20, 24, 28, 32, 36, 40])
        #expect(report.uniqueSequences == 75)
        // What came from outside of the range does not stand for what is missing in it.
        #expect(ledger.report(first: 51, count: 100).lost == 100 - 37)
        // Without a range: from the lowest to the highest that came.
        #expect(ledger.report().lost == 24)
        #expect(SinkLedger().report(first: 1, count: 3).lostExamples == [1, 2, 3])
    }

    @Test("tells a repeat from a conflict, and order from disorder, for each key alone")
    func repeats() {
        for number in [1, 3, 2, 3] { accept(number, key: "a") }
        for number in [2, 1] { accept(number, key: "b") }
        accept(1, id: "another", key: "b")
        accept(nil, id: "none")
        let report = ledger.report(first: 1, count: 3)
        #expect(report.accepted == 8)
        #expect(report.unique == 7)
        #expect(report.duplicates == 1)
        #expect(report.idConflicts == 1)
        #expect(report.outOfOrder == 2)
        #expect(report.withoutSequence == 1)
        #expect(report.lost == 1)
        #expect(report.lostExamples == [3])
        ledger.reset()
        #expect(ledger.report(first: 1, count: 3).lost == 3)
    }

    @Test("books the last of many as quickly as the first")
    func many() {
        // With work for each that grows with what is there already, the time limit would be passed.
        for number in 1...200_000 { accept(number) }
        #expect(ledger.report(first: 1, count: 200_000).lost == 0)
    }
}
