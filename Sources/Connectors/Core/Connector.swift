public import Specification

/// A kind of broker that sources may consume from.
///
/// A connector is its settings, opened: it says what the settings are, checks them without connecting, and lends a session to
/// whoever consumes. Reconnecting, back-off, metrics, logging and the ingest loop are ``ConnectorService``'s work, once for all
/// brokers. `docs/connector-spec.md` says what a connector must hold.
public protocol Connector: Sendable {
    /// The settings as the connector uses them.
    associatedtype Settings: Sendable

    /// What a consumer talks to.
    associatedtype Session: ConnectorSession

    /// The word in `connectors.yaml`.
    static var kind: ConnectorKind { get }

    /// What its users may rely on.
    static var traits: ConnectorTraits { get }

    /// Its settings, as they are written, checked, masked and documented.
    static var specification: ObjectSpecification { get }

    /// Reads settings that fit the specification.
    static func settings(from object: CheckedObject) -> Settings

    /// Finds what is wrong with settings that fit the specification, without connecting anywhere.
    static func check(_ object: CheckedObject) -> [ConfigurationIssue]

    /// Makes a connector that is not connected yet.
    init(_ settings: Settings, runtime: ConnectorRuntime) throws

    /// Opens a session, lends it to `body` and closes it, also when `body` throws or the task is cancelled.
    ///
    /// - Throws: ``ConnectorError``, or what `body` throws.
    nonisolated(nonsending)
        func withSession<Result: Sendable>(_ body: (Session) async throws -> Result) async throws -> Result

    /// Asks the broker how many consumers of the source can be of use at once; nil, as long as a connector does not say, for any
    /// number.
    ///
    /// Asked by every process that may run the source, before it starts more than one consumer, and again whenever the answer's time
    /// has passed.
    nonisolated(nonsending) func consumerLimit() async throws -> ConsumerLimit?
}

/// One consumer's conversation with a broker.
///
/// One task asks for batches and settles them. A session may be asked for the next batch while earlier ones are unsettled, up to
/// what the broker allows.
public protocol ConnectorSession: Sendable {
    /// Waits for messages and returns what there is, at least one and at most `limit`.
    ///
    /// The session keeps its connection alive however long the caller stays away between two calls.
    ///
    /// - Returns: a batch, or nil when the source has ended.
    /// - Throws: ``ConnectorError`` when the session is of no use any more; `CancellationError` at once when the task is cancelled.
    func next(upTo limit: Int) async throws -> Batch?

    /// Says what became of a batch. Batches may be settled in any order; a batch that the session no longer knows is ignored.
    func settle(_ batch: Batch, as verdict: Settlement) async throws
}

/// What became of a batch.
public enum Settlement: Hashable, Sendable {
    /// Everything in it is kept: the broker may forget it.
    case accepted

    /// It could not be taken now: the broker shall deliver it again, after a pause if one is given.
    case retry(after: Duration?)

    /// It will never be taken, and that has been recorded elsewhere: the broker shall not deliver it again.
    case rejected(reason: String)
}
