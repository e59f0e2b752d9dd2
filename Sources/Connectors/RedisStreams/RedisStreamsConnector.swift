public import ConnectorCore
public import Specification

/// Consumes from Redis streams as a consumer of a consumer group. The README of this folder says what may be relied on.
public struct RedisStreamsConnector: Connector {
    /// `redis_streams`.
    public static let kind: ConnectorKind = "redis_streams"

    /// Positions that last, no order, and any number of consumers.
    public static let traits = ConnectorTraits(
        ordering: .none,
        hasStablePositions: true,
        hasNativeDelay: false,
        sharesWithinPartition: true
    )

    /// The settings as they are written.
    public static var specification: ObjectSpecification { RedisStreamsSettings.specification }

    /// Reads settings that fit the specification.
    public static func settings(from object: CheckedObject) -> RedisStreamsSettings { RedisStreamsSettings(object) }

    /// Checks the address, the streams and the start; connects nowhere.
    public static func check(_ object: CheckedObject) -> [ConfigurationIssue] { RedisStreamsSettings.check(object) }

    private let settings: RedisStreamsSettings
    private let runtime: ConnectorRuntime
    private let timing: RedisStreamsTiming

    /// Makes a connector that is not connected yet.
    public init(_ settings: RedisStreamsSettings, runtime: ConnectorRuntime) {
        self.init(settings, runtime: runtime, timing: RedisStreamsTiming())
    }

    init(_ settings: RedisStreamsSettings, runtime: ConnectorRuntime, timing: RedisStreamsTiming) {
        self.settings = settings
        self.runtime = runtime
        self.timing = timing
    }

    /// Makes the group where there is none, lends the session, and gives back what is not settled.
    public func withSession<Result: Sendable>(
        _ body: (RedisStreamsSession) async throws -> Result
    ) async throws -> Result {
        let session = try RedisStreamsSession(settings, runtime: runtime, timing: timing)
        do {
            try await session.open()
            let result = try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { await session.read() }
                group.addTask { await session.upkeep() }
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

    /// Acknowledging and giving back take messages to and fro, also when our task is cancelled: hence the task of its own.
    private static func close(_ session: RedisStreamsSession) async {
        await Task { await session.close() }.value
    }
}
