/// The keys of log metadata that consumers use.
public enum LogKey {
    /// The source's id.
    public static let source = "source.id"
    /// The source's name.
    public static let sourceName = "source.name"
    /// The kind of broker.
    public static let kind = "connector.kind"
    /// The number of the worker.
    public static let slot = "source.slot"
    /// What went wrong, for people.
    public static let error = "error"
    /// What kind of failure it is.
    public static let code = "error.code"
    /// In how many seconds it is tried again.
    public static let delay = "retry.delay"
    /// How many messages are concerned.
    public static let count = "messages"
}
