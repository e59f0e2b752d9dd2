extension MessageMapping {
    /// What becomes of a message without a body, which is more than an empty body: Kafka's way to say "deleted".
    public enum Tombstones: String, Hashable, Sendable, CaseIterable {
        /// A dead letter.
        case deadLetter = "dead_letter"
        /// Nothing: the message is settled and counted.
        case skip
        /// An event whose data is `null`.
        case deliver
    }
}
