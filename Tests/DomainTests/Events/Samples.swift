import Domain

/// Intake entries that between them use every field and every form.
enum Samples {
    static let entries: [IntakeEntry] = [
        .event(
            Envelope(
                id: ULID(high: 1 << 60, low: 2),
                project: ULID(high: 3, low: 4),
                eventType: "order.paid",
                acceptedAt: Timestamp(microseconds: 1_785_585_600_123_456),
                data: payload(#"{"id":9007199254740993}"#)
            )
        ),
        .event(
            Envelope(
                id: ULID(high: .max, low: .max),
                project: ULID(high: 3, low: 4),
                source: ULID(high: 5, low: 6),
                eventType: "order.paid",
                target: .endpoint(ULID(high: 7, low: 8)),
                headers: [Header(name: "x-a", value: "b"), Header(name: "", value: "é\u{1F600}")],
                idempotencyKey: "key-1",
                position: "kafka/orders/3/8812",
                acceptedAt: Timestamp(microseconds: -1),
                replay: Envelope.Replay(job: ULID(high: 11, low: 12), endpoint: ULID(high: 13, low: 14)),
                data: Bytes(repeating: 0, count: 100_000)
            )
        ),
        .event(
            Envelope(
                id: ULID(high: 0, low: 0),
                project: ULID(high: 0, low: 0),
                eventType: "",
                target: .owner("cust-42"),
                acceptedAt: Timestamp(microseconds: .min),
                data: []
            )
        ),
        .event(
            Envelope(
                id: ULID(high: 0, low: 0),
                project: ULID(high: 0, low: 0),
                eventType: "a",
                target: .broadcast,
                idempotencyKey: "",
                acceptedAt: Timestamp(microseconds: .max),
                replay: Envelope.Replay(job: ULID(high: 11, low: 12)),
                data: Bytes(0...255)
            )
        ),
        .deadLetter(
            DeadLetter(
                id: ULID(high: 9, low: 10),
                project: ULID(high: 3, low: 4),
                source: ULID(high: 5, low: 6),
                position: "kafka/orders/3/8813",
                reason: "the message is not JSON: expected a value at byte 0",
                headers: [Header(name: "x-a", value: "b")],
                key: [0, 255],
                receivedAt: Timestamp(microseconds: 1),
                body: [0xFF, 0xFE]
            )
        ),
        .deadLetter(
            DeadLetter(
                id: ULID(high: 9, low: 10),
                project: ULID(high: 3, low: 4),
                source: nil,
                position: "",
                reason: "",
                receivedAt: Timestamp(microseconds: 1),
                body: []
            )
        ),
    ]
}
