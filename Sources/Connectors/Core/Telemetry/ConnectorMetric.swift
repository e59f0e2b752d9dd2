/// The names of the metrics that every consumer reports; the labels are ``Dimension``'s.
public enum ConnectorMetric {
    /// Counter: messages taken from the broker.
    public static let messages = "longshore_source_messages_total"
    /// Counter: bytes of their payloads.
    public static let bytes = "longshore_source_bytes_total"
    /// Counter: messages that made no event because the source skips them, as tombstones.
    public static let skipped = "longshore_source_skipped_total"
    /// Counter: messages, or events of messages with several, that became dead letters.
    public static let deadLetters = "longshore_source_dead_letters_total"
    /// Counter: attempts to append that failed; each is made again.
    public static let appendFailures = "longshore_source_append_failures_total"
    /// Counter: sessions that ended with an error, by `code`.
    public static let sessionFailures = "longshore_source_session_failures_total"
    /// Gauge: 1 while the consumer runs, 0 while it does not.
    public static let isRunning = "longshore_source_running"
    /// Timer: from a batch's arrival to the intake's answer.
    public static let acceptDuration = "longshore_source_accept_seconds"
    /// Timer: how long the intake made consumers wait for room.
    public static let backPressure = "longshore_source_back_pressure_seconds"

    /// The labels of these metrics.
    public enum Dimension {
        /// The source's id: names may change.
        public static let source = "source"
        /// The kind of broker.
        public static let kind = "kind"
        /// The number of the worker.
        public static let slot = "slot"
        /// An error's code.
        public static let code = "code"
    }
}
