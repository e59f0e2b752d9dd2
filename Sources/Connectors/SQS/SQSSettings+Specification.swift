internal import Specification

extension SQSSettings {
    /// The settings as they are written.
    static let specification = ObjectSpecification(
        "SQS",
        summary: "Consumes from a queue of Amazon SQS, standard or FIFO, or of a server that speaks its JSON protocol.",
        settings: place + identity + flow,
        atMostOneOf: [["access_key_id", "profile"]]
    )

    private static let place = [
        Setting(
            "queue",
            .string(),
            isRequired: true,
            summary: "The queue's name, or its URL.",
            example: "orders",
            aliases: ["queue_name"]
        ),
        Setting(
            "region",
            .string(),
            summary: """
                The queue's region. Left out it comes from the queue's URL, from `AWS_REGION` or `AWS_DEFAULT_REGION`, or from \
                the profile.
                """,
            example: "eu-west-1",
            aliases: ["default_region"]
        ),
        Setting(
            "endpoint",
            .url(schemes: ["https", "http"]),
            summary: "Where SQS answers, for VPC endpoints and servers of your own. Private addresses are allowed.",
            example: "http://127.0.0.1:4566"
        ),
        Setting(
            "account",
            .string(),
            summary: "The account that owns the queue, when it is given by name and belongs to another account.",
            example: "\"123456789012\""
        ),
        Setting(
            "ca_file",
            .string(),
            summary: "A file with the authorities to trust (PEM) instead of the system's.",
            example: "/etc/ssl/ca.pem"
        ),
    ]

    private static let identity = [
        Setting(
            "access_key_id",
            .string(),
            summary: """
                The access key's id. Without a key and a profile, credentials are looked for as the AWS tools do: environment, \
                web identity, profile `default`, container, machine.
                """,
            example: "AKIAIOSFODNN7EXAMPLE"
        ),
        Setting(
            "secret_access_key",
            .secret,
            summary: "The access key's secret.",
            example: "${AWS_SECRET}",
            aliases: ["secret_key"]
        ),
        Setting("session_token", .secret, summary: "The session token of a key that was borrowed."),
        Setting(
            "profile",
            .string(),
            summary: "A profile in the files of the AWS tools (`~/.aws/credentials`, `~/.aws/config`).",
            example: "production"
        ),
        Setting(
            "role_arn",
            .string(),
            summary: "A role to take on with these credentials; renewed before it ends.",
            example: "arn:aws:iam::123456789012:role/longshore"
        ),
        Setting("external_id", .string(), summary: "The external id that the role's owner asks for."),
        Setting(
            "sts_endpoint",
            .url(schemes: ["https", "http"]),
            summary: "Where STS answers, which lends roles; otherwise AWS's address in the region."
        ),
    ]

    private static let flow = [
        Setting(
            "wait",
            .duration(atMost: .seconds(20)),
            defaultText: "20s",
            summary: "How long a request waits for messages when there are none (long polling), in whole seconds."
        ),
        Setting(
            "visibility_timeout",
            .duration(atLeast: .seconds(2), atMost: .seconds(43_200)),
            defaultText: "30s",
            summary: """
                How long a message stays ours when we are killed, in whole seconds. While it is being worked on it is extended, \
                up to SQS's twelve hours.
                """
        ),
        Setting(
            "receives",
            .integer(1...128),
            defaultText: "32",
            summary: """
                How many requests for messages each worker may have out at once. One brings at most ten messages: at a round \
                trip of 20 ms, 32 carry 8,000 a second and more. While the queue is empty there is one.
                """
        ),
        Setting(
            "max_in_flight",
            .integer(1...100_000),
            defaultText: "2000",
            summary: "How many messages each worker may hold that are not deleted or given back yet."
        ),
    ]
}
