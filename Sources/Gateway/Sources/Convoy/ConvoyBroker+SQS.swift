internal import Domain

extension InputObject {
    /// Reads Convoy's `sqs`. Without an access key, credentials are looked for as the AWS tools do.
    func sqsFromConvoy() -> Bytes {
        let queue = string("queue_name", isRequired: true)
        let region = string("default_region") ?? ""
        let endpoint = string("endpoint") ?? ""
        let (id, secret) = (string("access_key_id") ?? "", string("secret_key") ?? "")
        if id.isEmpty, !secret.isEmpty { issue("access_key_id", "is required with secret_key.") }
        if !id.isEmpty, secret.isEmpty { issue("secret_key", "is required with access_key_id.") }
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("queue", queue ?? "")
            if !region.isEmpty { writer.member("region", region) }
            if !endpoint.isEmpty { writer.member("endpoint", endpoint) }
            if !id.isEmpty {
                writer.member("access_key_id", id)
                writer.member("secret_access_key", secret)
            }
        }
        return writer.bytes[...]
    }
}

extension JSONWriter {
    /// Writes Convoy's `sqs`.
    mutating func convoySQS(_ settings: ConvoySettings) {
        object { writer in
            writer.member("queue_name", settings.text(settings["queue"]))
            writer.member("default_region", settings.text(settings["region"]))
            writer.member("endpoint", settings.text(settings["endpoint"]))
            writer.member("access_key_id", settings.text(settings["access_key_id"]))
            writer.member("secret_key", settings.mask(settings["secret_access_key"]))
        }
    }
}
