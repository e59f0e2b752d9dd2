internal import Domain
internal import Specification

extension SQSSettings {
    /// Reads settings that fit the specification.
    init(_ object: CheckedObject) {
        queue = object.string("queue")
        account = object.optionalString("account")
        region = object.optionalString("region")
        endpoint = object.optionalString("endpoint")
        tokenEndpoint = object.optionalString("sts_endpoint")
        authorityFile = object.optionalString("ca_file")
        if let id = object.optionalString("access_key_id"), let secret = object.optionalString("secret_access_key") {
            let token = object.optionalString("session_token")
            identity = .key(id: id, secret: Redacted(secret), sessionToken: token.map { Redacted($0) })
        } else {
            identity = object.optionalString("profile").map { .profile($0) } ?? .found
        }
        role = object.optionalString("role_arn").map {
            Role(name: $0, externalID: object.optionalString("external_id"))
        }
        wait = object.duration("wait")
        visibility = object.duration("visibility_timeout")
        receives = object.integer("receives")
        maximumInFlight = object.integer("max_in_flight")
    }
}
