internal import Domain
internal import Queue
internal import Storage

extension JSONWriter {
    /// Writes a source: Convoy's fields, and as `configuration` the source as it stands in `connectors.yaml`, secrets
    /// masked; as `status` how it fares, null when that is not to be had now.
    mutating func source(_ source: SourceRow, _ state: SourceState?) {
        let draft = source.draft
        object { writer in
            writer.member("uid", source.id)
            writer.member("project_id", source.project)
            writer.member("mask_id", "")
            writer.member("name", draft.name)
            writer.member("url", "")
            writer.member("type", "pub_sub")
            writer.member("kind", draft.kind)
            writer.member("provider", "")
            writer.member("is_disabled", draft.activity == .paused)
            writer.member("pub_sub", raw: source.convoyBroker[...])
            writer.member("configuration") { $0.configuration(of: source) }
            writer.member("status") { writer in
                if let state { writer.state(state) } else { writer.null() }
            }
            writer.nulls(
                "verifier",
                "custom_response",
                "provider_config",
                "idempotency_keys",
                "event_type_location",
                "body_function",
                "header_function"
            )
            writer.member("created_at", source.createdAt)
            writer.member("updated_at", source.updatedAt)
            writer.nulls("deleted_at")
        }
    }

    private mutating func configuration(of source: SourceRow) {
        var shown = source.draft
        shown.settings = shown.maskedSettings
        raw(Bytes(SourceDocument.text(of: SourceDocument.members(of: shown)).utf8))
    }
}

extension SourceRow {
    /// The broker in Convoy's shape, secrets masked; what that shape cannot say is left out.
    var convoyBroker: [UInt8] {
        let broker = ConvoyBroker(kind: draft.kind)
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("type", broker?.rawValue ?? draft.kind)
            writer.member("workers", draft.workers)
            if let broker { writer.member(broker.rawValue, raw: broker.shape(of: ConvoySettings(draft))) }
        }
        return writer.bytes
    }
}
