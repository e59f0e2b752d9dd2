internal import Domain
internal import Specification

extension PubSubSettings {
    /// Reads settings that fit the specification.
    init(_ object: CheckedObject) {
        self.init(
            project: object.string("project"),
            subscription: object.string("subscription"),
            credentials: Self.credentials(object),
            endpoint: object.string("endpoint"),
            concurrentPulls: object.integer("concurrent_pulls"),
            pullSize: object.integer("pull_size"),
            outstandingMessages: object.integer("max_outstanding_messages"),
            outstandingBytes: object.integer("max_outstanding_bytes"),
            ackDeadline: object.duration("ack_deadline")
        )
    }

    private static func credentials(_ object: CheckedObject) -> Credentials {
        if let key = object.optionalString("service_account") { return .key(key) }
        if let path = object.optionalString("credentials_file") { return .file(path) }
        // Google answers over https only: a plain server is an emulator.
        return URLText(object.string("endpoint"))?.scheme == "http" ? .nobody : .automatic
    }
}
