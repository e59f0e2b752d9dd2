internal import Catalog
internal import ConnectorCore
internal import Domain
internal import Manifest
internal import Specification
internal import Storage

extension InputObject {
    /// Reads a source in the shape of `connectors.yaml` or in Convoy's `pub_sub` shape; of a present one, what is not
    /// given stays as it is.
    func sourceDraft(changing present: SourceRow?) throws -> SourceDraft {
        let isDisabled = boolean("is_disabled")
        let kinds = ConnectorCatalog.all.map(\.kind.rawValue)
        let convoy = convoyBroker(changing: present)
        var members = present.map { SourceDocument.members(of: $0.draft) } ?? [:]
        // Another broker takes the place of the present one.
        if convoy?.broker != nil || kinds.contains(where: { raw($0) != nil }) {
            for kind in kinds where kind == convoy?.broker?.kind || raw(kind) == nil { members[kind] = nil }
        }
        members.merge(convoy?.members ?? [:]) { $1 }
        let specification = StoredSource.specification
        let settings = specification.settings.flatMap { [$0.name] + $0.aliases } + specification.refused.keys.sorted()
        for name in settings {
            guard let given = raw(name) else { continue }
            // What clients of Convoy send for an HTTP source they do not have.
            if name == "forward_headers", InputValue.isEmpty(given) { continue }
            let isMoved = kinds.contains(name) && members[name].map { BrokerAddress.isChanged(given, from: $0) } == true
            members[name] = isMoved ? given : MaskedJSON.unmasked(given, from: members[name])
        }
        if let isDisabled {
            members["status"] = Bytes(JSON.quoted((isDisabled ? SourceActivity.paused : .active).rawValue).utf8)
        }
        refuse(
            "body_function",
            "header_function",
            "event_type_location",
            "custom_response",
            "provider",
            "provider_config"
        )
        refuse("idempotency_keys", because: "is for HTTP sources; a broker's source has idempotency_key.")
        refuse("verifier", unless: [#"{"type":"noop"}"#])
        ignore(
            "uid",
            "project_id",
            "mask_id",
            "url",
            "kind",
            "configuration",
            "created_at",
            "updated_at",
            "deleted_at"
        )
        try finish()
        return try SourceDocument.draft(of: members, given: convoy?.broker)
    }
}
