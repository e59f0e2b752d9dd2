public import ConnectorCore
public import Specification

/// Consumes from a queue of Amazon SQS. The README of this folder says what may be relied on.
public struct SQSConnector: Connector {
    /// `sqs`.
    public static let kind: ConnectorKind = "sqs"

    /// Order within the groups of FIFO queues, ids that last, and any number of consumers.
    public static let traits = ConnectorTraits(
        ordering: .perKey,
        hasStablePositions: true,
        hasNativeDelay: true,
        sharesWithinPartition: true
    )

    /// The settings as they are written.
    public static var specification: ObjectSpecification { SQSSettings.specification }

    /// Reads settings that fit the specification.
    public static func settings(from object: CheckedObject) -> SQSSettings { SQSSettings(object) }

    /// Checks names and what belongs together; connects nowhere and reads no file.
    public static func check(_ object: CheckedObject) -> [ConfigurationIssue] { SQSSettings.check(object) }

    private let settings: SQSSettings
    private let runtime: ConnectorRuntime
    private let timing: SQSTiming
    private let environment: [String: String]?

    /// Makes a connector that is not connected yet.
    public init(_ settings: SQSSettings, runtime: ConnectorRuntime) {
        self.init(settings, runtime: runtime, timing: SQSTiming())
    }

    /// - Parameter environment: where credentials and region are looked for; nil for the process's own.
    init(
        _ settings: SQSSettings,
        runtime: ConnectorRuntime,
        timing: SQSTiming,
        environment: [String: String]? = nil
    ) {
        self.settings = settings
        self.runtime = runtime
        self.timing = timing
        self.environment = environment
    }

    /// Finds the queue, lends the session, and gives back what was not settled.
    public func withSession<Result: Sendable>(_ body: (SQSSession) async throws -> Result) async throws -> Result {
        let session = SQSSession(settings, runtime: runtime, timing: timing, environment: environment)
        do {
            try await session.open()
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

    /// Giving messages back takes calls, also when our task is cancelled: hence the task of its own.
    private static func close(_ session: SQSSession) async {
        await Task { await session.close() }.value
    }
}
