internal import Catalog
internal import ConnectorCore
internal import Domain
internal import Specification
internal import Storage

extension FieldList {
    init(_ configuration: ProjectConfiguration) {
        let versions = configuration.signatureVersions.map { "\($0.hash.rawValue)/\($0.encoding.rawValue)" }
        add("retry", RetrySettings.text(for: configuration.retryPolicy))
        add("signature.header", configuration.signatureHeader)
        add("signature.versions", versions.joined(separator: ", "))
        add("max_payload_size", ByteSizeText.text(for: configuration.maximumPayloadBytes))
    }

    /// A source; its stored settings are read by the specification of today, and shown as a whole when they do not
    /// fit it any more.
    init(_ draft: SourceDraft) {
        let connector = ConnectorCatalog.factory(of: ConnectorKind(rawValue: draft.kind))
        add("kind", draft.kind)
        add("workers", "\(draft.workers)")
        add("status", draft.activity.rawValue)
        let settings = connector.flatMap { connector in
            SettingsDocument.parse(json: draft.settings, specification: connector.specification).object
        }
        if let settings {
            add(settings, prefix: "\(draft.kind).")
        } else {
            add("\(draft.kind) (not readable)", secret: draft.settings)
        }
        let options = SettingsDocument.parse(json: draft.options, specification: SourceSection.optionsSpecification)
        if let options = options.object {
            add(options, prefix: "")
        } else {
            add("options (not readable)", draft.options)
        }
    }

    init(_ draft: EndpointDraft) {
        add("url", url: draft.url)
        if !draft.description.isEmpty { add("description", draft.description) }
        add("owner_id", draft.ownerID)
        add("status", draft.status.rawValue)
        add("timeout", DurationText.text(for: draft.timeout))
        add("advanced_signatures", "\(draft.usesAdvancedSignatures)")
        switch draft.authentication {
        case .apiKey(let header, let value):
            add("authentication.api_key.header", header)
            add("authentication.api_key.value", secret: value)
        case .basic(let username, let password):
            add("authentication.basic.username", username)
            add("authentication.basic.password", secret: password)
        case nil: break
        }
    }

    init(_ subscription: DesiredSubscription) {
        add("endpoint", subscription.endpoint)
        add("source", subscription.source)
        add("event_types", subscription.eventTypes.map(\.text).joined(separator: ", "))
        add("retry", subscription.retryPolicy.map(RetrySettings.text))
    }
}
