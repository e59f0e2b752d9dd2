internal import Domain
internal import Specification

extension KafkaSettings {
    /// The settings as they are written.
    static let specification = ObjectSpecification(
        "Kafka",
        summary:
            "Consumes from topics of Kafka, or of a broker that speaks its protocol, as a member of a consumer group.",
        settings: [
            Setting(
                "brokers",
                .list(.string(), atLeast: 1),
                isRequired: true,
                summary: "Addresses to begin with, `host:port`; the other brokers are learned from them.",
                example: "[kafka-1:9092, kafka-2:9092]"
            ),
            Setting(
                "topics",
                .list(.string(), atLeast: 1),
                isRequired: true,
                summary: "Topics to read. One that begins with `^` is a pattern for all topics that match it.",
                example: "[orders, \"^payments\\\\..*\"]"
            ),
            Setting(
                "consumer_group",
                .string(),
                isRequired: true,
                summary:
                    "The consumer group, which remembers how far it has read. All workers of the source are its members.",
                example: "longshore-orders",
                aliases: ["consumer_group_id"]
            ),
            Setting(
                "start",
                .oneOf([.init("word", .enumeration(["earliest", "latest"])), .init("time", .timestamp)]),
                defaultText: "earliest",
                summary: "Where a group that has not read yet begins. Later starts go on where the group was.",
                example: "2026-08-01T00:00:00Z"
            ),
            Setting(
                "sasl",
                .object(sasl),
                summary: "Who we are to the broker."
            ),
            Setting(
                "tls",
                .oneOf([.init("switch", .boolean), .init("settings", .object(tls))]),
                summary: "Encrypts the connection; `true` trusts the system's authorities.",
                example: "{ca_file: /etc/ssl/kafka-ca.pem}"
            ),
            Setting(
                "assignment",
                .enumeration(Assignment.allCases.map(\.rawValue)),
                defaultText: "cooperative",
                summary: """
                    How partitions are shared out. `cooperative`: as few as possible move, the others go on. `range` and \
                    `roundrobin` stop all for a moment; needed in a group with members that know nothing else.
                    """
            ),
            Setting(
                "instance_id",
                .string(),
                summary: """
                    Static membership: a consumer that is back within the session timeout keeps its partitions. The worker's \
                    number is added, so that each worker has its own.
                    """,
                example: "longshore-eu"
            ),
            Setting(
                "properties",
                .map(.string(.anything)),
                summary:
                    "Any property of librdkafka, as in its CONFIGURATION.md, but for those that would break what we promise.",
                example: "{fetch.min.bytes: \"1\"}"
            ),
        ]
    )

    private static let tls = ObjectSpecification(
        "TLS",
        summary: "How the connection is encrypted.",
        settings: [
            Setting(
                "ca_file",
                .string(),
                summary: "A file with the authorities to trust (PEM).",
                example: "/etc/ssl/ca.pem"
            ),
            Setting("ca", .string(.anything), summary: "The authorities to trust, as PEM text."),
            Setting(
                "cert_file",
                .string(),
                summary: "A file with our certificate (PEM), for brokers that ask for one."
            ),
            Setting("cert", .string(.anything), summary: "Our certificate, as PEM text."),
            Setting("key_file", .string(), summary: "A file with the key of our certificate (PEM)."),
            Setting("key", .secret, summary: "The key of our certificate, as PEM text."),
            Setting("key_password", .secret, summary: "The password of the key."),
            Setting(
                "verify",
                .boolean,
                defaultText: "true",
                summary:
                    "Whether the broker's certificate is checked. `false` lets anybody on the way read and change messages."
            ),
            Setting(
                "verify_name",
                .boolean,
                defaultText: "true",
                summary: "Whether the broker's host name must be in its certificate."
            ),
        ],
        atMostOneOf: [["ca_file", "ca"], ["cert_file", "cert"], ["key_file", "key"]]
    )
}
