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

    /// Erases the type of a connector.
    public init<C: Connector>(_ type: C.Type) {
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
        let result = SettingsDocument.parse(
            json: consumer.source.settings,
            path: kind.rawValue,
            specification: specification
        )
        let issues = result.errors + (result.object.map(check) ?? []).filter { $0.severity == .error }
        guard let settings = result.object, issues.isEmpty else {
            throw ConnectorError(.configuration, issues.map(\.text).joined(separator: "; "))
        }
        return making(settings, consumer, intake, timing)
    }
}
