internal import Domain
internal import Storage

/// Values that tests start from.
enum Samples {
    static func event(
        project: ULID,
        source: ULID? = nil,
        id: ULID = .random(),
        type: String = "order.paid",
        target: Envelope.Target = .subscriptions,
        headers: [Header] = [],
        key: String? = nil,
        data: String = #"{"id":9007199254740993,"amount":1.10}"#,
        acceptedAt: Timestamp = .now(),
        expected: Int = 1,
        reason: String? = nil
    ) -> NewEvent {
        NewEvent(
            envelope: Envelope(
                id: id,
                project: project,
                source: source,
                eventType: type,
                target: target,
                headers: headers,
                idempotencyKey: key,
                position: "kafka/orders/3/8812",
                acceptedAt: acceptedAt,
                data: Array(data.utf8)[...]
            ),
            expectedDeliveries: expected,
            statusReason: reason
        )
    }

    static func delivery(
        of event: Envelope,
        endpoint: ULID,
        subscription: ULID? = nil,
        status: DeliveryStatus = .success,
        attempts: Int = 1,
        attemptsBefore: Int = 0,
        nextSendAt: Timestamp? = nil,
        lastStatus: Int? = 200,
        description: String = "",
        updatedAt: Timestamp = .now()
    ) -> DeliveryRecord {
        DeliveryRecord(
            id: .derived(at: event.id.timestamp, from: event.id, subscription ?? endpoint),
            project: event.project,
            event: event.id,
            endpoint: endpoint,
            subscription: subscription,
            eventType: event.eventType,
            acknowledgedAt: event.acceptedAt,
            status: status,
            attempts: attempts,
            attemptsBefore: attemptsBefore,
            nextSendAt: nextSendAt,
            lastStatus: lastStatus,
            description: description,
            updatedAt: updatedAt,
            latency: status == .success ? .milliseconds(12) : nil
        )
    }

    static func attempt(
        of delivery: DeliveryRecord,
        number: Int = 1,
        status: Int? = 200,
        error: String? = nil,
        at time: Timestamp = .now()
    ) -> AttemptRecord {
        AttemptRecord(
            id: .random(at: time),
            delivery: delivery.id,
            number: number,
            requestedAt: time,
            url: "https://example.com/billing",
            address: "203.0.113.7:443",
            requestHeaders: [Header(name: "webhook-id", value: "\(delivery.id)")],
            status: status,
            responseHeaders: [Header(name: "set-cookie", value: "a=1"), Header(name: "set-cookie", value: "b=\"2\"")],
            responseBody: [0xFF, 0x00, 0x41],
            isTruncated: true,
            error: error,
            timings: AttemptTimings(nameLookup: 10, connect: 20, tls: nil, firstByte: 40, total: 50)
        )
    }
}
