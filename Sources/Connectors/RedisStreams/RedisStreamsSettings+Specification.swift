internal import Domain
internal import Specification

extension RedisStreamsSettings {
    /// The settings as they are written.
    static let specification = ObjectSpecification(
        "RedisStreams",
        summary: "Consumes from streams of Redis 6.2 or newer, as a consumer of a consumer group.",
        settings: [
            Setting(
                "url",
                .string(),
                isRequired: true,
                summary: """
                    Where Redis is: `redis://host[:port][/database]` or `unix:///path[?db=database]`. User and password have \
                    settings of their own.
                    """,
                example: "redis://redis-1:6379/0"
            ),
            Setting("username", .string(), summary: "The user, for servers with access lists."),
            Setting("password", .secret, summary: "The password.", example: "${REDIS_PASSWORD}"),
            Setting(
                "stream",
                .oneOf([.init("one", .string()), .init("several", .list(.string(), atLeast: 1, atMost: 100))]),
                isRequired: true,
                summary: "The key of the stream to read, or a list of several. One that does not exist is made.",
                example: "orders"
            ),
            Setting(
                "group",
                .string(),
                isRequired: true,
                summary: "The consumer group, which remembers what was read. It is made where it does not exist.",
                example: "longshore-orders"
            ),
            Setting(
                "start",
                .string(),
                defaultText: "earliest",
                summary: """
                    Where a group that does not exist yet begins: `earliest`, `latest`, or after the entry with an id such as \
                    `1785585600123-0`. An existing group goes on where it was.
                    """,
                example: "latest"
            ),
            Setting(
                "body",
                .enumeration(["field", "entry"]),
                defaultText: "field",
                summary: """
                    What of an entry is the event's data. `field`: the value of one field; the other fields are headers. \
                    `entry`: all fields, as a JSON object of strings.
                    """
            ),
            Setting("field", .string(), defaultText: "data", summary: "The field with the event's data."),
            Setting(
                "max_in_flight",
                .integer(1...100_000),
                defaultText: "5000",
                summary: "How many entries a worker may hold that are not acknowledged."
            ),
            Setting(
                "lease",
                .duration(atLeast: .seconds(1), atMost: .seconds(3_600)),
                defaultText: "60s",
                summary: """
                    After how long others take over what a worker holds that has gone away without a word. A worker that runs \
                    renews its lease.
                    """
            ),
        ]
    )
}
