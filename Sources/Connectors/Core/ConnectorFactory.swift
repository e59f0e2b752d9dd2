public import ServiceLifecycle
public import Specification

/// A connector without its type: what a list of connectors is made of.
public struct ConnectorFactory: Sendable {
    /// The word in `connectors.yaml`.
    public let kind: ConnectorKind

    /// What its users may rely on.
    public let traits: ConnectorTraits

    /// Its settings.
    public let specification: ObjectSpecification

    private let checking: @Sendable (CheckedObject) -> [ConfigurationIssue]
    private let making: @Sendable (CheckedObject, ConsumerContext, any Intake, ConsumerTiming) -> any Service
    private let reading: Reading?

    private typealias Reading =
        @Sendable (CheckedObject, ConsumerContext, HistoryPlan, (any HistorySession) async throws -> Void)
        async throws -> Void

    /// Whether its broker keeps what it has delivered, so that it can be read again.
    public var keepsHistory: Bool { reading != nil }

    /// Erases the type of a connector.
    public init<C: Connector>(_ type: C.Type) {
        self.init(type, reading: nil)
    }

    /// Erases the type of a connector whose broker's history can be read.
    public init<C: HistoryConnector>(_ type: C.Type) {
        self.init(type) { settings, consumer, plan, body in
            let connector = try C(C.settings(from: settings), runtime: consumer.runtime)
            try await connector.withHistory(plan) { try await body($0) }
        }
    }

    private init<C: Connector>(_ type: C.Type, reading: Reading?) {
        self.reading = reading
        kind = type.kind
        traits = type.traits
        specification = type.specification
        checking = { type.check($0) }
        making = { settings, consumer, intake, timing in
            ConnectorService<C>(
                settings: type.settings(from: settings),
                consumer: consumer,
                intake: intake,
                timing: timing
            )
        }
    }

    /// Finds what is wrong with settings that fit the specification, without connecting anywhere.
    public func check(_ settings: CheckedObject) -> [ConfigurationIssue] {
        checking(settings)
    }

    /// Makes one consumer of a source.
    ///
    /// - Throws: ``ConnectorError`` with code `configuration` when the source's stored settings do not fit any more.
    public func service(
        for consumer: ConsumerContext,
        intake: any Intake,
        timing: ConsumerTiming = ConsumerTiming()
    ) throws(ConnectorError) -> any Service {
        making(try settings(of: consumer.source), consumer, intake, timing)
    }

    /// Lends a session on the history of a source.
    ///
    /// - Throws: ``ConnectorError``, with code `configuration` when the broker keeps none; what `body` throws.
    func withHistory(
        for consumer: ConsumerContext,
        _ plan: HistoryPlan,
        _ body: (any HistorySession) async throws -> Void
    ) async throws {
        guard let reading else {
            throw ConnectorError(.configuration, "\(kind) keeps no history that could be read again")
        }
        try await reading(try settings(of: consumer.source), consumer, plan, body)
    }

    private func settings(of source: SourceDescription) throws(ConnectorError) -> CheckedObject {
        let result = SettingsDocument.parse(
            json: source.settings,
            path: kind.rawValue,
            specification: specification
        )
        let issues = result.errors + (result.object.map(check) ?? []).filter { $0.severity == .error }
        guard let settings = result.object, issues.isEmpty else {
            throw ConnectorError(.configuration, issues.map(\.text).joined(separator: "; "))
        }
        return settings
    }
}
