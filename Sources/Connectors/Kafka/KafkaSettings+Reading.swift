internal import Domain
internal import Specification

extension KafkaSettings {
    /// Reads settings that fit the specification.
    init(_ object: CheckedObject) {
        brokers = object.strings("brokers")
        topics = object.strings("topics")
        group = object.string("consumer_group")
        start =
            switch object.value("start") {
            case .timestamp(let time): .timestamp(time)
            case .string("latest"): .latest
            default: .earliest
            }
        assignment = object.optionalString("assignment").flatMap(Assignment.init) ?? .cooperative
        instanceID = object.optionalString("instance_id")
        sasl = object.optionalObject("sasl").map {
            SASL(mechanism: $0.string("mechanism"), username: $0.string("username"), password: $0.string("password"))
        }
        tls =
            switch object.value("tls") {
            case .boolean(true): TLS(nil)
            case .object(let settings): TLS(settings)
            default: nil
            }
        properties = object.stringMap("properties").map { Property(name: $0.name, value: $0.value) }
    }
}

extension KafkaSettings.TLS {
    fileprivate init(_ object: CheckedObject?) {
        func pem(_ name: String) -> KafkaSettings.PEM? {
            object?.optionalString("\(name)_file").map { .file($0) } ?? object?.optionalString(name).map { .text($0) }
        }
        authority = pem("ca")
        certificate = pem("cert")
        key = pem("key")
        keyPassword = object?.optionalString("key_password")
        isVerified = object?.optionalBoolean("verify") ?? true
        isNameVerified = object?.optionalBoolean("verify_name") ?? true
    }
}
