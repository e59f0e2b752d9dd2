public import ConnectorCore
public import Specification

/// Consumes from a subscription of Google Pub/Sub over REST. The README of this folder says what may be relied on.
public struct PubSubConnector: Connector {
    /// `pubsub`.
    public static let kind: ConnectorKind = "pubsub"

    /// Order within an ordering key, positions that last, pauses that the broker keeps, any number of consumers.
    public static let traits = ConnectorTraits(
        ordering: .perKey,
        hasStablePositions: true,
        hasNativeDelay: true,
        sharesWithinPartition: true
    )

    /// The settings as they are written.
    public static var specification: ObjectSpecification { PubSubSettings.specification }

    /// Reads settings that fit the specification.
    public static func settings(from object: CheckedObject) -> PubSubSettings { PubSubSettings(object) }

    /// Looks at names and at the key; connects nowhere and reads no file.
    public static func check(_ object: CheckedObject) -> [ConfigurationIssue] { PubSubSettings.check(object) }

    private let settings: PubSubSettings
    private let runtime: ConnectorRuntime
    private let timing: PubSubTiming
    private let surroundings: PubSubSurroundings

    /// Makes a connector that is not connected yet.
    public init(_ settings: PubSubSettings, runtime: ConnectorRuntime) {
        self.init(settings, runtime: runtime, timing: PubSubTiming(), surroundings: .ofProcess)
    }

    init(
        _ settings: PubSubSettings,
        runtime: ConnectorRuntime,
        timing: PubSubTiming,
        surroundings: PubSubSurroundings
    ) {
        self.settings = settings
        self.runtime = runtime
        self.timing = timing
        self.surroundings = surroundings
    }

    /// Pulls while the session is lent; what is settled is acknowledged and the rest given back before it closes.
    public func withSession<Result: Sendable>(_ body: (PubSubSession) async throws -> Result) async throws -> Result {
        let session = PubSubSession(settings, runtime: runtime, timing: timing)
        do {
            try await session.open(surroundings)
            let result = try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { await session.run() }
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

    /// Giving messages back takes requests, also when our task is cancelled: hence the task of its own.
    private static func close(_ session: PubSubSession) async {
        await Task { await session.close() }.value
    }
}
