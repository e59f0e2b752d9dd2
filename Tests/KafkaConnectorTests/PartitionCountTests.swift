import ConnectorCore
import Testing

@testable import KafkaConnector

@Suite("How many consumers of a group find work")
struct PartitionCountTests {
    @Test(
        "follows the assignment",
        arguments: [
            ([3], KafkaSettings.Assignment.cooperative, 3, "the topic has 3 partitions"),
            ([1], .roundrobin, 1, "the topic has 1 partition"),
            ([3, 4, 0], .cooperative, 7, "the 2 topics have 7 partitions"),
            ([3, 4], .roundrobin, 7, "the 2 topics have 7 partitions"),
            ([3, 4], .range, 4, "no topic has more than 4 partitions, and `range` shares out each alone"),
            ([], .range, 1, "there is no topic yet"),
        ]
    )
    func follows(_ counts: [Int], _ assignment: KafkaSettings.Assignment, _ count: Int, _ reason: String) {
        let limit = PartitionCount(counts, assignment: assignment).limit(lasts: .seconds(1))
        #expect(limit.count == count)
        #expect(limit.reason == reason)
    }
}
