public import ConnectorCore
internal import Domain
public import Specification

/// The settings of a source as they stand in `connectors.yaml`: its name, one broker, and how messages become events.
public enum SourceSettings {
    /// The most consumers that one source may have over the pool.
    public static let maximumWorkers = 256

    /// The settings of a source, with one key for each kind of broker of which exactly one is given.
    public static var specification: ObjectSpecification {
        ObjectSpecification(
            "Source",
            summary: "Where events come from: a broker, and how its messages become events.",
            settings: [
                Setting("name", .string(.name), isRequired: true, summary: "The source's name, unique in its project.")
            ] + kinds + [
                Setting(
                    "workers",
                    .integer(1...maximumWorkers),
                    defaultText: "1",
                    summary: "How many consumers the source has over the whole pool."
                )
            ] + MappingSettings.settings + [
                Setting(
                    "acknowledge",
                    .enumeration(Acknowledgement.allCases.map(\.rawValue)),
                    defaultText: Acknowledgement.queued.rawValue,
                    summary: """
                        When a message is acknowledged to the broker. `queued`: as soon as Redis has it. `persisted`: when it is \
                        stored in PostgreSQL; slower, and safe even if Redis loses everything.
                        """
                ),
                Setting(
                    "labels",
                    .map(.string()),
                    summary:
                        "Labels that choose where the source runs: processes that are limited to labels take no other sources.",
                    example: "{region: eu}"
                ),
            ],
            exactlyOneOf: [ConnectorCatalog.all.map(\.kind.rawValue)]
        )
    }

    /// Finds what is wrong with a source that fits the specification, its broker's settings included.
    public static func check(_ source: CheckedObject) -> [ConfigurationIssue] {
        MappingSettings.check(source) + (connector(of: source).map { $0.factory.check($0.settings) } ?? [])
    }

    /// The broker of a source, and its settings.
    public static func connector(of source: CheckedObject) -> (factory: ConnectorFactory, settings: CheckedObject)? {
        for factory in ConnectorCatalog.all {
            if let settings = source.optionalObject(factory.kind.rawValue) { return (factory, settings) }
        }
        return nil
    }

    private static var kinds: [Setting] {
        ConnectorCatalog.all.map { factory in
            Setting(factory.kind.rawValue, .object(factory.specification), summary: factory.specification.summary)
        }
    }
}
