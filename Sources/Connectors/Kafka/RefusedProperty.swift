/// Properties of librdkafka that are ours to set, with the reason.
enum RefusedProperty {
    /// Why a property may not be set; nil when it may.
    static func reason(_ name: String) -> String? {
        reasons[name].map { "`\(name)` cannot be set: \($0)" }
    }

    private static let ownOffsets = "Longshore commits an offset when the message is safely kept, never before"

    private static let reasons: [String: String] = [
        "enable.auto.commit": ownOffsets,
        "auto.commit.enable": ownOffsets,
        "auto.commit.interval.ms": ownOffsets,
        "enable.auto.offset.store": ownOffsets,
        "auto.offset.reset": "use `start`, which also holds for partitions that are added later",
        "group.id": "use `consumer_group`",
        "group.instance.id": "use `instance_id`, which gives each worker its own",
        "bootstrap.servers": "use `brokers`",
        "metadata.broker.list": "use `brokers`",
        "partition.assignment.strategy": "use `assignment`",
        "security.protocol": "it follows from `tls` and `sasl`",
        "sasl.mechanism": "use `sasl`",
        "sasl.mechanisms": "use `sasl`",
        "sasl.username": "use `sasl`",
        "sasl.password": "use `sasl`",
        "sasl.oauthbearer.config": "use `sasl` with `mechanism: OAUTHBEARER`",
        "sasl.oauthbearer.method": "use `sasl` with `mechanism: OAUTHBEARER`",
        "sasl.oauthbearer.client.id": "use `sasl.client_id`",
        "sasl.oauthbearer.client.secret": "use `sasl.client_secret`",
        "sasl.oauthbearer.scope": "use `sasl.scope`",
        "sasl.oauthbearer.extensions": "use `sasl.extensions`",
        "sasl.oauthbearer.token.endpoint.url": "use `sasl.token_endpoint`",
        "enable.sasl.oauthbearer.unsecure.jwt": "use `sasl` with `mechanism: OAUTHBEARER`",
        "ssl.ca.location": "use `tls.ca_file`",
        "ssl.ca.pem": "use `tls.ca`",
        "ssl.certificate.location": "use `tls.cert_file`",
        "ssl.certificate.pem": "use `tls.cert`",
        "ssl.key.location": "use `tls.key_file`",
        "ssl.key.pem": "use `tls.key`",
        "ssl.key.password": "use `tls.key_password`",
        "enable.ssl.certificate.verification": "use `tls.verify`",
        "ssl.endpoint.identification.algorithm": "use `tls.verify_name`",
        "log.queue": "logs go to Longshore's log",
        "enabled_events": "it is for programs, not for settings",
        "plugin.library.paths": "it loads code into Longshore",
        "ssl.engine.location": "it loads code into Longshore",
        "sasl.kerberos.kinit.cmd": "it runs a command",
        "sasl.kerberos.service.name": "Kerberos is not supported: use PLAIN, SCRAM or OAUTHBEARER",
        "test.mock.num.brokers": "it replaces the broker by a toy",
    ]
}
