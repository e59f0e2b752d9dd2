public import ConnectorCore
public import Specification

/// Consumes from Kafka as a member of a consumer group. The README of this folder says what may be relied on.
public struct KafkaConnector: Connector {
    /// `kafka`.
    public static let kind: ConnectorKind = "kafka"

    /// Order within a partition, positions that last, and one consumer to a partition.
    public static let traits = ConnectorTraits(
        ordering: .perPartition,
        hasStablePositions: true,
        hasNativeDelay: false,
        sharesWithinPartition: false
    )

    /// The settings as they are written.
    public static var specification: ObjectSpecification { KafkaSettings.specification }

    /// Reads settings that fit the specification.
    public static func settings(from object: CheckedObject) -> KafkaSettings { KafkaSettings(object) }

    /// Asks librdkafka about properties and patterns; connects nowhere and reads no file.
    public static func check(_ object: CheckedObject) -> [ConfigurationIssue] { KafkaSettings.check(object) }

    let settings: KafkaSettings
    let runtime: ConnectorRuntime
    let timing: KafkaTiming

    /// Makes a connector that is not connected yet.
    public init(_ settings: KafkaSettings, runtime: ConnectorRuntime) {
        self.init(settings, runtime: runtime, timing: KafkaTiming())
    }

    init(_ settings: KafkaSettings, runtime: ConnectorRuntime, timing: KafkaTiming) {
        self.settings = settings
        self.runtime = runtime
        self.timing = timing
    }

    /// Joins the group, lends the session, and leaves the group: what is settled is committed before.
    public func withSession<Result: Sendable>(_ body: (KafkaSession) async throws -> Result) async throws -> Result {
        let session = try KafkaSession(settings, runtime: runtime, timing: timing)
        do {
            try await session.open()
            let result = try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { await session.control() }
                group.addTask { await session.keepToken() }
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

    /// Leaving the group takes messages to and fro, also when our task is cancelled: hence the task of its own.
    private static func close(_ session: KafkaSession) async {
        await Task { await session.close() }.value
    }
}
