internal import Catalog
internal import ConnectorCore
internal import Specification
internal import Storage

/// The settings of a source in the file: those of the catalogue, and what is stored beside them.
enum SourceSection {
    /// Kinds that are known and that this release does not have.
    private static let kindsToCome = ["http"]

    static let specification: ObjectSpecification = {
        let source = SourceSettings.specification
        let kinds = ConnectorCatalog.all.map(\.kind.rawValue)
        var refused = source.refused
        for kind in kindsToCome where !kinds.contains(kind) {
            refused[kind] = "is not supported yet: what is supported now is \(kinds.joined(separator: ", "))"
        }
        return ObjectSpecification(
            source.name,
            summary: source.summary,
            settings: source.settings.filter { refused[$0.name] == nil } + [
                Setting(
                    "status",
                    .enumeration(SourceActivity.allCases.map(\.rawValue)),
                    summary: """
                        `active`: it is read. `paused`: it is not. Left out: as it is, so that applying the file \
                        does not undo what an operator did; `active` for a new one.
                        """
                )
            ],
            exactlyOneOf: [kinds],
            refused: refused
        )
    }()

    /// What is stored as the source's options: all settings but those that are stored on their own.
    static let optionsSpecification: ObjectSpecification = {
        let own = ["name", "workers", "status"] + ConnectorCatalog.all.map(\.kind.rawValue)
        return ObjectSpecification(
            "Source options",
            summary: "How messages become events.",
            settings: SourceSettings.specification.settings.filter { !own.contains($0.name) }
        )
    }()

    static func check(_ source: CheckedObject) -> [ConfigurationIssue] {
        if source.isComplete { return SourceSettings.check(source) }
        guard let connector = SourceSettings.connector(of: source), connector.settings.isComplete else { return [] }
        return connector.factory.check(connector.settings)
    }

    static func source(_ settings: CheckedObject) -> DesiredSource? {
        guard let connector = SourceSettings.connector(of: settings) else { return nil }
        let activity = settings.optionalString("status").flatMap(SourceActivity.init(rawValue:))
        let options = settings.givenSettings.filter { optionsSpecification.setting($0.name) != nil }
        return DesiredSource(
            draft: SourceDraft(
                name: settings.string("name"),
                kind: connector.factory.kind.rawValue,
                workers: settings.integer("workers"),
                options: CanonicalJSON.value(of: .map(options), isMasked: false).compact,
                settings: CanonicalJSON.text(for: connector.settings),
                maskedSettings: CanonicalJSON.maskedText(for: connector.settings),
                activity: activity ?? .active
            ),
            setsActivity: activity != nil
        )
    }
}
