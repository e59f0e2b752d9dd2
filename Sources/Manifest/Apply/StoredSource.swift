public import ConnectorCore
public import Specification
public import Storage

/// Sources between the three places they are in: as settings, in the database, and running.
public enum StoredSource {
    /// The settings of a source, as in the file: for whatever else takes sources, such as the API.
    public static var specification: ObjectSpecification { SourceSection.specification }

    /// Finds what is wrong with a source that was checked against ``specification``, its broker's settings included.
    public static func check(_ settings: CheckedObject) -> [ConfigurationIssue] {
        SourceSection.check(settings)
    }

    /// What is stored of complete settings; `nil` when they name no broker.
    public static func draft(of settings: CheckedObject) -> SourceDraft? {
        SourceSection.source(settings)?.draft
    }

    /// A stored source as its consumers need it.
    ///
    /// - Throws: ``ConnectorError`` with code `configuration` when what is stored does not fit today's settings any
    ///   more.
    public static func description(of row: SourceRow) throws(ConnectorError) -> SourceDescription {
        let result = SettingsDocument.parse(json: row.draft.options, specification: SourceSection.optionsSpecification)
        guard let options = result.object else {
            let issues = result.errors.map(\.text).joined(separator: "; ")
            throw ConnectorError(
                .configuration,
                "the stored settings of source \(row.draft.name) cannot be read: \(issues)"
            )
        }
        return SourceDescription(
            id: row.id,
            project: row.project,
            name: row.draft.name,
            kind: ConnectorKind(rawValue: row.draft.kind),
            workers: row.draft.workers,
            mapping: MappingSettings.mapping(from: options),
            maximumDataBytes: options.integer("max_data_size"),
            acknowledgement: Acknowledgement(rawValue: options.string("acknowledge")) ?? .queued,
            labels: Dictionary(options.stringMap("labels").map { ($0.name, $0.value) }) { $1 },
            settings: row.draft.settings
        )
    }
}
