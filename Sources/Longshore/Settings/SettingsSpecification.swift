internal import Specification

/// Everything that can be set of a Longshore process, described once: `longshore.yaml`, the environment and the flags follow from it.
enum SettingsSpecification {
    /// The file that is read from the working directory when no other is named.
    static let fileName = "longshore.yaml"

    /// The variable of a setting: `postgres_url` is `LONGSHORE_POSTGRES_URL`.
    static func variable(_ name: String) -> String { "LONGSHORE_" + name.uppercased() }

    static let root = ObjectSpecification(
        "longshore.yaml",
        summary: "Settings of a Longshore process. Each can also be given as a variable of the environment: "
            + "`LONGSHORE_` and the name in capitals. A flag wins over the environment, the environment over the file.",
        settings: [
            Setting(
                "postgres_url",
                .secret,
                summary: "The database, as a URI or connection string of libpq; several hosts are allowed.",
                example: "postgresql://longshore:${PGPASSWORD}@db1,db2/longshore?target_session_attrs=read-write"
            ),
            Setting(
                "redis_url",
                .secret,
                summary: "Redis: `redis://[user[:password]@]host[:port][/db]` or `unix:///path`.",
                example: "redis://127.0.0.1:6379/0"
            ),
            Setting(
                "secret_key",
                .secret,
                summary:
                    "The key that seals secrets in the database: 32 random bytes in base64 (`openssl rand -base64 32`)."
            ),
            Setting(
                "listen",
                .string(),
                defaultText: "127.0.0.1:5005",
                summary:
                    "Where the API listens. With `ingest` and `worker`: where health and metrics are served; nowhere unless given."
            ),
            Setting(
                "allow_networks",
                .string(.anything),
                defaultText: "\"\"",
                summary: "Private networks that endpoints may be in, as CIDR, separated by commas.",
                example: "10.0.0.0/8,192.168.7.0/24"
            ),
            Setting(
                "allow_private_networks",
                .boolean,
                defaultText: "false",
                summary: "Lets endpoints be anywhere, the loopback included. `longshore dev` sets it."
            ),
            Setting(
                "allow_volatile_redis",
                .boolean,
                defaultText: "false",
                summary: "Starts although Redis may evict or forget what it is given: accepted events can be lost then."
            ),
            Setting(
                "delivery_proxy",
                .secret,
                summary: "A forward proxy that all deliveries go through.",
                example: "http://proxy.internal:3128"
            ),
            Setting(
                "retention_days",
                .integer(0...3_650),
                defaultText: "30",
                summary: "Days that finished events are kept; 0 keeps them for ever."
            ),
            Setting(
                "idempotency_window",
                .duration(atLeast: .seconds(60)),
                defaultText: "7d",
                summary: "How long an idempotency key makes a second event a duplicate."
            ),
            Setting(
                "labels",
                .string(.anything),
                defaultText: "\"\"",
                summary:
                    "Limits this process to sources that carry all of these labels, as `name=value`, separated by commas.",
                example: "region=eu,tier=gold"
            ),
            Setting(
                "postgres_connections",
                .integer(2...500),
                defaultText: "10",
                summary: "Connections to Postgres that this process may open."
            ),
            Setting(
                "intake_limit",
                .integer(1_000...100_000_000),
                defaultText: "100000",
                summary: "Entries that may wait in Redis before sources pause."
            ),
            Setting(
                "intake_bytes",
                .byteSize(1 << 20...1 << 40),
                defaultText: "512MiB",
                summary: "Memory that waiting entries may take in Redis before sources pause."
            ),
            Setting(
                "log_level",
                .enumeration(["trace", "debug", "info", "notice", "warning", "error"]),
                defaultText: "info",
                summary: "The least important log line that is written."
            ),
            Setting(
                "log_format",
                .enumeration(["text", "json"]),
                defaultText: "text",
                summary: "Lines for people, or one JSON object a line."
            ),
        ]
    )
}
