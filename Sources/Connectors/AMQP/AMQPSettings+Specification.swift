internal import Specification

extension AMQPSettings {
    /// The settings as they are written.
    static let specification = ObjectSpecification(
        "AMQP",
        summary: "Consumes from a queue of RabbitMQ, or of a broker that speaks AMQP 0-9-1.",
        settings: [
            Setting(
                "url",
                .secret,
                summary: """
                    The broker in one line, `amqp://user:password@host:port/vhost`; `amqps` encrypts; several hosts with a comma \
                    between them are tried in turn; special signs as `%XX`.
                    """,
                example: "amqp://app:${RABBITMQ_PASSWORD}@rabbit-1:5672,rabbit-2:5672/shop"
            ),
            Setting(
                "hosts",
                .list(.string(), atLeast: 1, atMost: 32),
                summary: "The servers of the cluster, `host:port`, tried in turn. Instead of `url`.",
                example: "[rabbit-1:5672, rabbit-2:5672]"
            ),
            Setting("vhost", .string(), summary: "The virtual host; `/` when nothing else says.", example: "shop"),
            Setting(
                "auth",
                .object(auth),
                summary: "Who we are to the broker; the user `guest` when nothing else says."
            ),
            Setting(
                "tls",
                .oneOf([.init("switch", .boolean), .init("settings", .object(tls))]),
                summary: "Encrypts the connection; `true` trusts the system's authorities.",
                example: "{ca_file: /etc/ssl/rabbitmq-ca.pem}"
            ),
            Setting("queue", .string(), isRequired: true, summary: "The queue to read.", example: "orders"),
            Setting(
                "declare",
                .oneOf([.init("switch", .boolean), .init("settings", .object(declare))]),
                defaultText: "false",
                summary: """
                    Makes the queue where it is missing, with these properties; one that exists must have the same. `false`: \
                    the queue must exist and is taken as it is.
                    """,
                example: "{type: quorum, dead_letter_exchange: orders-dead}"
            ),
            Setting(
                "bindings",
                .list(.object(binding), atMost: 1_000),
                summary: "Exchanges that the queue is bound to when the source starts; other bindings stay.",
                example: "[{exchange: shop, routing_key: \"order.#\"}]"
            ),
            Setting(
                "prefetch",
                .integer(1...65_535),
                defaultText: "\(defaultPrefetch)",
                summary:
                    """
                    How many messages each worker may hold unsettled. Times their size, this is what it keeps \
                    in memory.
                    """
            ),
            Setting(
                "heartbeat",
                .duration(atLeast: .seconds(5), atMost: .seconds(600)),
                defaultText: "20s",
                summary: "A connection that is silent for twice as long is given up, by either side."
            ),
            Setting(
                "priority",
                .integer(-1_000...1_000),
                summary: "The consumer's priority (`x-priority`): while it can take messages, lower ones get none."
            ),
        ],
        exactlyOneOf: [["url", "hosts"]]
    )

    private static let auth = ObjectSpecification(
        "AMQP user",
        summary: "Who we are to the broker.",
        settings: [
            Setting(
                "mechanism",
                .enumeration(["PLAIN", "EXTERNAL"]),
                defaultText: "PLAIN",
                summary: "`PLAIN`: user and password. `EXTERNAL`: whoever the TLS certificate says."
            ),
            Setting("username", .string(), summary: "The user.", example: "app", aliases: ["user"]),
            Setting("password", .secret, summary: "The user's password.", example: "${RABBITMQ_PASSWORD}"),
        ]
    )

    private static let tls = ObjectSpecification(
        "AMQP TLS",
        summary: "How the connection is encrypted.",
        settings: [
            Setting(
                "ca_file",
                .string(),
                summary: "A file with the authorities to trust (PEM).",
                example: "/etc/ssl/ca.pem"
            ),
            Setting(
                "cert_file",
                .string(),
                summary: "A file with our certificate (PEM), for brokers that ask for one."
            ),
            Setting("key_file", .string(), summary: "A file with the key of our certificate (PEM)."),
            Setting("key_password", .secret, summary: "The password of the key."),
            Setting(
                "verify",
                .boolean,
                defaultText: "true",
                summary: "Whether the broker's certificate is checked at all."
            ),
            Setting(
                "verify_name",
                .boolean,
                defaultText: "true",
                summary: "Whether the broker's name must be in its certificate."
            ),
        ]
    )

    private static let declare = ObjectSpecification(
        "AMQP queue",
        summary: "A queue as it shall be.",
        settings: [
            Setting(
                "type",
                .enumeration(["classic", "quorum"]),
                defaultText: "classic",
                summary: "`quorum` is replicated over the cluster and survives the loss of a node."
            ),
            Setting("durable", .boolean, defaultText: "true", summary: "Whether it outlives a restart of the broker."),
            Setting(
                "auto_delete",
                .boolean,
                defaultText: "false",
                summary: "Whether it goes away with its last consumer."
            ),
            Setting(
                "dead_letter_exchange",
                .string(),
                summary: "The exchange that takes what is rejected or expires.",
                example: "orders-dead"
            ),
            Setting(
                "dead_letter_routing_key",
                .string(),
                summary: "The routing key it takes it with, instead of its own."
            ),
            Setting(
                "arguments",
                arguments,
                summary: "Any other argument of the queue.",
                example: "{x-message-ttl: 60000}"
            ),
        ]
    )

    private static let binding = ObjectSpecification(
        "AMQP binding",
        summary: "A binding of the queue to an exchange.",
        settings: [
            Setting(
                "exchange",
                .string(),
                isRequired: true,
                summary: "The exchange, which must exist.",
                example: "shop"
            ),
            Setting(
                "routing_key",
                .string(.anything),
                defaultText: "\"\"",
                summary: "The routing key, or a pattern where the exchange knows such.",
                example: "\"order.#\""
            ),
            Setting("arguments", arguments, summary: "What an exchange of type `headers` goes by."),
        ]
    )

    private static let arguments = Setting.Kind.map(
        .oneOf([
            .init("flag", .boolean), .init("number", .integer(-(1 << 53)...(1 << 53))),
            .init("text", .string(.anything)),
        ])
    )
}
