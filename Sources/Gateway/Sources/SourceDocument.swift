internal import Catalog
internal import ConnectorCore
internal import Domain
internal import Manifest
internal import Specification
internal import Storage

/// A source as one JSON object, the way it stands in `connectors.yaml`: name, one broker, workers and mapping.
enum SourceDocument {
    /// The members of a stored source, secrets included: for merging and checking, never for an answer.
    static func members(of draft: SourceDraft) -> [String: Bytes] {
        var members: [String: Bytes] = [:]
        for member in (try? JSON.members(of: Bytes(draft.options.utf8))) ?? [] {
            members[member.name] = member.value
        }
        members["name"] = Bytes(JSON.quoted(draft.name).utf8)
        members["workers"] = Bytes(String(draft.workers).utf8)
        members["status"] = Bytes(JSON.quoted(draft.activity.rawValue).utf8)
        members[draft.kind] = Bytes(draft.settings.utf8)
        return members
    }

    /// The members as one text, names sorted.
    static func text(of members: [String: Bytes]) -> String {
        var writer = JSONWriter()
        writer.object { writer in
            for (name, value) in members.sorted(by: { $0.key < $1.key }) {
                writer.member(name, raw: value)
            }
        }
        return writer.text
    }

    private static let maskMessage =
        "is a mask: give the secret. One that is stored is kept only while the source's address stays as it is."

    /// Checks a source as `longshore check` does.
    ///
    /// - Parameter broker: the broker that was given in Convoy's shape, in which issues then name their fields.
    /// - Throws: ``APIError`` with every issue.
    static func draft(of members: [String: Bytes], given broker: ConvoyBroker? = nil) throws -> SourceDraft {
        let result = SettingsDocument.parse(json: text(of: members), specification: StoredSource.specification)
        let meaning = result.partial.map(StoredSource.check) ?? []
        let issues = result.errors + meaning.filter { $0.severity == .error }
        let masks = ConnectorCatalog.all.map(\.kind.rawValue).flatMap { kind in
            members[kind].map { MaskedJSON.places(in: $0, path: kind) } ?? []
        }
        let found =
            issues.map { FieldIssue(field: $0.path, message: $0.message) }
            + masks.map {
                FieldIssue(field: $0, message: maskMessage)
            }
        guard found.isEmpty, let draft = result.object.flatMap(StoredSource.draft) else {
            throw APIError.invalid(
                found.map { FieldIssue(field: broker?.field(of: $0.field) ?? $0.field, message: $0.message) }
            )
        }
        return draft
    }

    /// A stored source with another mapping: how its messages become events.
    static func description(
        of row: SourceRow,
        changing change: (inout MessageMapping) -> Void
    ) throws -> SourceDescription {
        let source = try StoredSource.description(of: row)
        var mapping = source.mapping
        change(&mapping)
        return SourceDescription(
            id: source.id,
            project: source.project,
            name: source.name,
            kind: source.kind,
            mapping: mapping,
            maximumDataBytes: source.maximumDataBytes
        )
    }
}
