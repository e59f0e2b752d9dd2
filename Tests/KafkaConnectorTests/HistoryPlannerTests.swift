import ConnectorCore
import Domain
import Testing

@testable import KafkaConnector

@Suite("Ranges of a topic")
struct HistoryPlannerTests {
    private func known(
        _ partition: Int32,
        _ low: Int64,
        _ high: Int64,
        of topic: String = "a"
    ) -> HistoryPlanner.Known {
        .init(partition: TopicPartition(topic: topic, partition: partition), low: low, high: high)
    }

    private func plan(
        _ from: HistoryBound,
        _ to: HistoryBound = .latest,
        _ known: [HistoryPlanner.Known]
    ) throws -> [String] {
        try HistoryPlanner(range: HistoryRange(from: from, to: to), known: known).partitions().map { partition in
            #expect(partition.position == partition.start)
            return "\(partition.name) \(partition.start)..<\(partition.end)"
        }
    }

    @Test("are cut to what the broker has, and never go backwards")
    func bounds() throws {
        let two = [known(1, 0, 50), known(0, 100, 200)]
        #expect(try plan(.earliest, .latest, two) == ["a/0 100..<200", "a/1 0..<50"])
        #expect(try plan(.offset(20), .offset(120), two) == ["a/0 100..<120", "a/1 20..<50"])
        #expect(try plan(.offset(500), .latest, two) == ["a/0 200..<200", "a/1 50..<50"])
        #expect(try plan(.offset(150), .offset(110), two) == ["a/0 150..<150", "a/1 50..<50"])
    }

    @Test("by time begin and end at the first message of that time, or at the end where there is none")
    func times() throws {
        var first = known(0, 0, 100)
        first.atFrom = 10
        first.atTo = 90
        var second = known(1, 0, 100)
        second.atFrom = 70
        let time = HistoryBound.time(Timestamp(seconds: 1))
        #expect(
            try plan(time, .time(Timestamp(seconds: 2)), [first, second, known(2, 0, 5)]) == [
                "a/0 10..<90", "a/1 70..<100", "a/2 5..<5",
            ]
        )
    }

    @Test("by partition read those that `from` names, and end where `to` says so")
    func marks() throws {
        let two = [known(0, 0, 50), known(1, 0, 50)]
        #expect(try plan(.offsets([.init(partition: 1, offset: 7)]), .latest, two) == ["a/1 7..<50"])
        let to = HistoryBound.offsets([.init(partition: 0, offset: 9)])
        #expect(try plan(.earliest, to, two) == ["a/0 0..<9", "a/1 0..<50"])
        let named = HistoryBound.offsets([.init(topic: "b", partition: 0, offset: 3)])
        #expect(try plan(named, .latest, two + [known(0, 0, 5, of: "b")]) == ["b/0 3..<5"])
    }

    @Test("that name what the source does not read are refused with what there is")
    func refused() throws {
        let two = [known(0, 0, 50), known(1, 0, 50)]
        let missing = HistoryBound.offsets([.init(partition: 2, offset: 7)])
        #expect {
            _ = try plan(missing, .latest, two)
        } throws: {
            let error = $0 as? ConnectorError
            return error?.code == .configuration && error?.message.contains("a/0, a/1") == true
        }
        let bare = HistoryBound.offsets([.init(partition: 0, offset: 7)])
        #expect {
            _ = try plan(.earliest, bare, two + [known(0, 0, 5, of: "b")])
        } throws: {
            ($0 as? ConnectorError)?.message.contains("write a/0:7") == true
        }
    }
}

@Suite("Cursors in a topic")
struct HistoryCursorsTests {
    private let partition = TopicPartition(topic: "a.b", partition: 3)

    private func cursors(_ start: Int64, _ end: Int64) -> HistoryCursors {
        HistoryCursors([HistoryPartition(name: "a.b/3", start: start, position: start, end: end)])
    }

    @Test("are at the end with the message before it, however many offsets were missing")
    func message() {
        var cursors = cursors(5, 20)
        let answer1 = cursors.read(partition, through: 11)
        #expect(!answer1)
        #expect(cursors.partitions.map(\.position) == [12])
        #expect(cursors.positions == [PartitionOffset(partition, 12)])
        let answer2 = cursors.read(partition, through: 19)
        #expect(answer2)
        #expect(cursors.isAtEnd)
    }

    @Test("are at the end when the broker has nothing more, or a message beyond it was seen")
    func gap() {
        var cursors = cursors(5, 20)
        let answer3 = cursors.read(partition, through: 11)
        #expect(!answer3)
        let answer4 = cursors.finish(partition)
        #expect(answer4)
        let answer5 = cursors.finish(partition)
        #expect(!answer5)
        #expect(cursors.isAtEnd)
        #expect(cursors.partitions.map(\.position) == [20])
    }

    @Test("of a range without messages are at the end from the beginning")
    func empty() {
        #expect(cursors(7, 7).isAtEnd)
        #expect(HistoryCursors([]).isAtEnd)
        #expect(!cursors(7, 8).isAtEnd)
    }
}
