internal import ConnectorCore

/// How many consumers of a group find work: a rule of the assignment, as a value.
struct PartitionCount: Hashable, Sendable {
    /// The partitions of each topic that the source reads.
    let counts: [Int]
    let assignment: KafkaSettings.Assignment

    init(_ counts: [Int], assignment: KafkaSettings.Assignment) {
        self.counts = counts.filter { $0 > 0 }
        self.assignment = assignment
    }

    /// The consumers that get a partition. `range` shares out each topic alone and begins with the same members every time; the others
    /// share out the partitions of all topics together.
    var consumers: Int {
        switch assignment {
        case .range: counts.max() ?? 0
        case .cooperative, .roundrobin: counts.reduce(0, +)
        }
    }

    /// The words for people.
    private var reason: String {
        let partitions = consumers == 1 ? "1 partition" : "\(consumers) partitions"
        switch counts.count {
        case 0: return "there is no topic yet"
        case 1: return "the topic has \(partitions)"
        default:
            return assignment == .range
                ? "no topic has more than \(partitions), and `range` shares out each alone"
                : "the \(counts.count) topics have \(partitions)"
        }
    }

    func limit(lasts: Duration) -> ConsumerLimit {
        ConsumerLimit(consumers, reason: reason, lasts: lasts)
    }
}
