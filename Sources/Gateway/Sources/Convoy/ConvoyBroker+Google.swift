internal import Domain

extension InputObject {
    /// Reads Convoy's `google`. Without a key the environment says who we are.
    func googleFromConvoy() -> Bytes {
        let project = string("project_id", isRequired: true)
        let subscription = string("subscription_id", isRequired: true)
        let key = string("service_account", upTo: 65_536) ?? ""
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("project", project ?? "")
            writer.member("subscription", subscription ?? "")
            if !key.isEmpty { writer.member("service_account", key) }
        }
        return writer.bytes[...]
    }
}

extension JSONWriter {
    /// Writes Convoy's `google`.
    mutating func convoyGoogle(_ settings: ConvoySettings) {
        object { writer in
            writer.member("project_id", settings.text(settings["project"]))
            writer.member("subscription_id", settings.text(settings["subscription"]))
            writer.member("service_account", settings.mask(settings["service_account"]))
        }
    }
}
