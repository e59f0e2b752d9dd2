extension KafkaSettings {
    /// What librdkafka is told for reading again: the source's properties, without those that make a member of its group.
    func historyProperties(clientID: String) -> [Property] {
        let memberships: Set = ["group.id", "group.instance.id", "partition.assignment.strategy"]
        return allProperties(clientID: clientID, slot: 0).filter { !memberships.contains($0.name) } + [
            // Librdkafka wants a name to read partitions, although it neither joins nor commits under it. The source's own is left alone.
            Property(name: "group.id", value: "\(group).backfill"),
            Property(name: "enable.partition.eof", value: "true"),
            // Nobody would take them while the caller is away.
            Property(name: "statistics.interval.ms", value: "0"),
        ]
    }
}
