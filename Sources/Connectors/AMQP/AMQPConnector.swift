public import ConnectorCore
public import Specification

/// Consumes from a queue of RabbitMQ over AMQP 0-9-1. The README of this folder says what may be relied on.
public struct AMQPConnector: Connector {
    /// `amqp`.
    public static let kind: ConnectorKind = "amqp"

    /// No order once there is more than one consumer, positions where producers give a `message-id`, any number of consumers.
    public static let traits = ConnectorTraits(
        ordering: .none,
        hasStablePositions: false,
        hasNativeDelay: false,
        sharesWithinPartition: true
    )

    /// The settings as they are written.
    public static var specification: ObjectSpecification { AMQPSettings.specification }

    /// Reads settings that fit the specification.
    public static func settings(from object: CheckedObject) -> AMQPSettings { AMQPSettings(object) }

    /// Reads addresses and looks for contradictions; connects nowhere and reads no file.
    public static func check(_ object: CheckedObject) -> [ConfigurationIssue] { AMQPSettings.check(object) }

    private let settings: AMQPSettings
    private let runtime: ConnectorRuntime
    private let timing: AMQPTiming

    /// Makes a connector that is not connected yet.
    public init(_ settings: AMQPSettings, runtime: ConnectorRuntime) {
        self.init(settings, runtime: runtime, timing: AMQPTiming())
    }

    init(_ settings: AMQPSettings, runtime: ConnectorRuntime, timing: AMQPTiming) {
        self.settings = settings
        self.runtime = runtime
        self.timing = timing
    }

    /// Connects to one of the hosts, subscribes, lends the session, and takes leave: what is settled is acknowledged before.
    public func withSession<Result: Sendable>(_ body: (AMQPSession) async throws -> Result) async throws -> Result {
        let link = try await AMQPOpening(settings, clientName: clientName, timing: timing).open()
        let session = AMQPSession(link, settings, runtime: runtime, timing: timing)
        runtime.status.connected()
        do {
            let result = try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { await session.control() }
                defer { group.cancelAll() }
                return try await body(session)
            }
            await Self.close(session)
            return result
        } catch {
            await Self.close(session)
            throw error
        }
    }

    /// Taking leave takes messages to and fro, also when our task is cancelled: hence the task of its own.
    private static func close(_ session: AMQPSession) async {
        await Task { await session.close() }.value
    }

    /// The connection's name at the broker: what its operators see.
    private var clientName: String { "longshore-\(runtime.sourceName)-\(runtime.slot)" }
}
