public import Specification

/// What may stand in `connectors.yaml`: the one description from which it is read, checked, documented and completed
/// in editors.
public enum ManifestSettings {
    /// The version of the format that is read.
    static let version = 1

    /// The whole file.
    public static let specification = ObjectSpecification(
        "connectors.yaml",
        summary: """
            Projects and what is in them. Names are identities: what has the same name in the same project is the \
            same thing, and is changed in place.
            """,
        settings: [
            Setting(
                "version",
                .integer(version...version),
                isRequired: true,
                summary: "The version of the file's format.",
                example: "1"
            ),
            Setting(
                "projects",
                .list(.object(project), atLeast: 1, atMost: 1_000),
                isRequired: true,
                summary: "The projects; those that are not in the file are left alone."
            ),
        ]
    )

    private static let project = ObjectSpecification(
        "Project",
        summary: """
            Endpoints with their sources and subscriptions, apart from those of other projects. What is in the \
            project but not in the file is kept, or removed with `--prune`. A setting that is left out has its \
            default, also when it was set over the API.
            """,
        settings: [
            Setting(
                "name",
                .string(.name),
                isRequired: true,
                summary: "The project's name, unique in the installation.",
                example: "orders"
            ),
            Setting(
                "type",
                .enumeration(["outgoing", "incoming"]),
                defaultText: "outgoing",
                summary: """
                    Which way its events go. `outgoing`: from brokers and the API to endpoints. `incoming`, from \
                    webhooks received at HTTP sources, is refused until there are such sources.
                    """
            ),
            Setting(
                "retry",
                .object(RetrySettings.specification),
                defaultText: "{exponential: {base: 10s, maximum: 2h}, attempts: 20}",
                summary: "When a failed delivery is tried again; a subscription may say otherwise."
            ),
            Setting(
                "signature",
                .object(signature),
                summary: "The signature header beside those of Standard Webhooks."
            ),
            Setting(
                "max_payload_size",
                .byteSize(1...(100 << 20)),
                defaultText: "1MiB",
                summary: "The largest data of an event that the API accepts for the project."
            ),
            Setting(
                "sources",
                .list(.object(SourceSection.specification)),
                defaultText: "[]",
                summary: "Where the project's events come from, beside the API."
            ),
            Setting(
                "endpoints",
                .list(.object(EndpointSettings.specification)),
                defaultText: "[]",
                summary: "Where webhooks go."
            ),
            Setting(
                "subscriptions",
                .list(.object(SubscriptionSettings.specification)),
                defaultText: "[]",
                summary: "Which events go to which endpoint."
            ),
        ]
    )

    private static let signature = ObjectSpecification(
        "Signature header",
        summary: """
            A signature in the form of Convoy, so that receivers written for it verify our webhooks unchanged. The \
            headers of Standard Webhooks are always sent too.
            """,
        settings: [
            Setting("header", .string(.headerName), defaultText: "X-Convoy-Signature", summary: "The header's name."),
            Setting(
                "versions",
                .list(.object(signatureVersion), atLeast: 1, atMost: 10),
                defaultText: "[{hash: SHA256, encoding: hex}]",
                summary: "How the signature is computed, oldest version first: the N-th is `vN` in the header."
            ),
        ]
    )

    private static let signatureVersion = ObjectSpecification(
        "Signature version",
        summary: "One way to compute the signature.",
        settings: [
            Setting(
                "hash",
                .enumeration(["SHA256", "SHA512"]),
                defaultText: "SHA256",
                summary: "The hash of the HMAC."
            ),
            Setting(
                "encoding",
                .enumeration(["hex", "base64"]),
                defaultText: "hex",
                summary: "How the HMAC is written."
            ),
        ]
    )
}
