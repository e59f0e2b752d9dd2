internal import Domain
internal import Specification

extension PubSubSettings {
    /// The settings as they are written.
    static let specification = ObjectSpecification(
        "Google Pub/Sub",
        summary: "Consumes from a subscription of Google Pub/Sub, by pulling over REST.",
        settings: [
            Setting(
                "project",
                .string(),
                isRequired: true,
                summary: "The id of the Google Cloud project that has the subscription.",
                example: "my-project",
                aliases: ["project_id"]
            ),
            Setting(
                "subscription",
                .string(),
                isRequired: true,
                summary: "The subscription's id: the last part of its name. All workers of the source share it.",
                example: "orders-longshore",
                aliases: ["subscription_id"]
            ),
            Setting(
                "service_account",
                .secret,
                summary: """
                    A service account's key as Google gives it: the JSON text, or base 64 of it. Without it and \
                    `credentials_file`, the environment decides: `PUBSUB_EMULATOR_HOST`, \
                    `GOOGLE_APPLICATION_CREDENTIALS`, in the end the metadata server of the machine.
                    """,
                example: "${PUBSUB_SERVICE_ACCOUNT}"
            ),
            Setting(
                "credentials_file",
                .string(),
                summary: "A file that Google has made: a service account's key, or a workload identity configuration.",
                example: "/etc/longshore/google.json"
            ),
            Setting(
                "endpoint",
                .url(schemes: ["https", "http"]),
                defaultText: defaultEndpoint,
                summary: """
                    Another server: a regional one of Google's keeps the order of messages across regions. With `http` it is \
                    an emulator, `http://127.0.0.1:8085`, which is asked without credentials unless some are given.
                    """,
                example: "https://europe-west1-pubsub.googleapis.com"
            ),
            Setting(
                "concurrent_pulls",
                .integer(1...64),
                defaultText: "4",
                summary:
                    "The most pulls that one worker has on their way at once. An idle one has a single pull waiting."
            ),
            Setting(
                "pull_size",
                .integer(1...1_000),
                defaultText: "1000",
                summary: "The most messages that one pull asks for."
            ),
            Setting(
                "max_outstanding_messages",
                .integer(1...100_000),
                defaultText: "5000",
                summary: "How many messages one worker may hold that are not settled; then it asks for no more."
            ),
            Setting(
                "max_outstanding_bytes",
                .byteSize(1 << 20...1 << 30),
                defaultText: "64MiB",
                summary: "About how many bytes of such messages one worker may hold."
            ),
            Setting(
                "ack_deadline",
                .duration(atLeast: .seconds(10), atMost: .seconds(600)),
                defaultText: "60s",
                summary: """
                    The lease of messages that are held for more than a few seconds; prolonged in time for as long as they \
                    are. What a killed worker held comes again after at most this time.
                    """
            ),
        ],
        atMostOneOf: [["service_account", "credentials_file"]]
    )
}
