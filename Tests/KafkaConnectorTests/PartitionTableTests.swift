import Testing

@testable import KafkaConnector

@Suite("The partition table")
struct PartitionTableTests {
    private let first = TopicPartition(topic: "orders", partition: 0)
    private let second = TopicPartition(topic: "orders", partition: 1)

    private func table() -> PartitionTable {
        var table = PartitionTable()
        table.assign(first, at: 0)
        table.assign(second, at: 100, metadata: "m")
        return table
    }

    @Test("a batch over several partitions is settled in each")
    func settles() {
        var table = table()
        let token = table.handedOut([
            .init(partition: first, first: 0, last: 4), .init(partition: second, first: 100, last: 100),
        ])
        #expect(table.due().isEmpty)
        #expect(table.hasUnsettled([first]))
        table.settle(token)
        let due = table.due().sorted { $0.partition < $1.partition }
        #expect(due == [PartitionOffset(first, 5), PartitionOffset(second, 101, metadata: "m")])
        #expect(table.due(in: [first]) == [PartitionOffset(first, 5)])
        table.confirm(due)
        #expect(table.due().isEmpty)
    }

    @Test("an offset that the broker refused stays due")
    func refused() {
        var table = table()
        table.settle(table.handedOut([.init(partition: first, first: 0, last: 4)]))
        var answer = table.due()
        answer[0].code = .timedOut
        table.confirm(answer)
        #expect(table.due() == [PartitionOffset(first, 5)])
    }

    @Test("a partition that is leaving hands out nothing; once gone, nothing of it is settled, also when it is back")
    func revoke() {
        var table = table()
        let token = table.handedOut([.init(partition: first, first: 0, last: 4)])
        table.beginRevoking([first])
        #expect(!table.accepts(first, 5))
        #expect(table.accepts(second, 100))
        table.remove([first])
        #expect(!table.accepts(first, 5))
        table.assign(first, at: 0)
        table.settle(token)
        #expect(table.due().isEmpty)
        #expect(table.accepts(first, 0))
    }

    @Test("a rewound partition takes nothing until it is back, others go on")
    func rewind() {
        var table = table()
        let token = table.handedOut([.init(partition: first, first: 0, last: 4)])
        let rewound = table.rewind(token)
        #expect(rewound == [first])
        #expect(!table.accepts(first, 5))
        #expect(!table.accepts(first, 0))
        #expect(table.accepts(second, 100))
        #expect(table.positions(of: [first]) == [PartitionOffset(first, 0)])
        table.finishRewinding([first])
        #expect(table.accepts(first, 0))
        let again = table.rewind(token)
        #expect(again.isEmpty)
    }

    @Test("what was handed out already is not handed out again")
    func duplicates() {
        var table = table()
        _ = table.handedOut([.init(partition: first, first: 0, last: 4)])
        #expect(!table.accepts(first, 4))
        #expect(table.accepts(first, 5))
        #expect(!table.accepts(TopicPartition(topic: "other", partition: 0), 0))
    }
}
