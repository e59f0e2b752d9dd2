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
        let login = object.optionalObject("sasl")
        sasl = login.flatMap(SASL.init)
        oauth = login.flatMap(OAuth.init)
        tls =
            switch object.value("tls") {
            case .boolean(true): TLS(nil)
            case .object(let settings): TLS(settings)
            default: nil
            }
        properties = object.stringMap("properties").map { Property(name: $0.name, value: $0.value) }
    }
}

extension KafkaSettings.SASL {
    /// Nil for the mechanism without a password. What is missing is found by the check.
    fileprivate init?(_ object: CheckedObject) {
        mechanism = object.string("mechanism")
        guard mechanism != KafkaSettings.OAuth.mechanism else { return nil }
        username = object.optionalString("username") ?? ""
        password = object.optionalString("password") ?? ""
    }
}

extension KafkaSettings.OAuth {
    /// Nil for the mechanisms with a password. What is missing is found by the check.
    fileprivate init?(_ object: CheckedObject) {
        guard object.string("mechanism") == Self.mechanism else { return nil }
        self.init(
            endpoint: object.optionalString("token_endpoint") ?? "",
            clientID: object.optionalString("client_id") ?? "",
            clientSecret: object.optionalString("client_secret") ?? "",
            scope: object.optionalString("scope"),
            authorityFile: object.optionalString("token_ca_file"),
            extensions: object.stringMap("extensions").map { .init(name: $0.name, value: $0.value) }
        )
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
