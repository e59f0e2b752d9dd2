internal import Domain
internal import Storage

extension JSONWriter {
    /// Writes an event in Convoy's shape; `data` as it is stored.
    mutating func event(_ event: StoredEvent) {
        let envelope = event.envelope
        object { writer in
            writer.member("uid", envelope.id)
            writer.member("event_type", envelope.eventType)
            writer.member("source_id", envelope.source?.description ?? "")
            writer.member("app_id", "")
            writer.member("project_id", envelope.project)
            writer.member("endpoints", event.endpointIDs)
            writer.member("headers") { $0.headers(envelope.headers) }
            writer.nulls("endpoint_metadata")
            writer.member("source_metadata") { $0.reference(envelope.source) }
            writer.member("url_query_params", "")
            writer.member("url_path", "")
            writer.member("idempotency_key", envelope.idempotencyKey ?? "")
            writer.member("is_duplicate_event", event.isDuplicate)
            writer.payload(envelope.data)
            writer.member("position", envelope.position)
            writer.member("status", event.statusName)
            writer.member("failure_reason", event.statusReason ?? "")
            writer.member("acknowledged_at", envelope.acceptedAt)
            writer.member("created_at", event.createdAt)
            writer.member("updated_at", envelope.acceptedAt)
            writer.nulls("deleted_at")
        }
    }

    /// Writes `data` and `raw`. Bytes that are no JSON are null in the one, and in the other text or base64.
    mutating func payload(_ data: Bytes) {
        if (try? JSON.validate(data)) != nil {
            member("data", raw: data)
        } else {
            nulls("data")
        }
        if let text = String(validating: data, as: UTF8.self) {
            member("raw", text)
        } else {
            nulls("raw")
            member("raw_base64", Base64.encode(data))
        }
    }

    /// Writes `{"name":["value",…],…}`, names in the order of their first occurrence.
    mutating func headers(_ headers: [Header]) {
        var order: [String] = []
        var values: [String: [String]] = [:]
        for header in headers {
            if values[header.name] == nil { order.append(header.name) }
            values[header.name, default: []].append(header.value)
        }
        object { writer in
            for name in order { writer.member(name, values[name] ?? []) }
        }
    }
}

extension StoredEvent {
    /// Convoy's word for how far the deliveries have come.
    fileprivate var statusName: String {
        // A replay does not change how the event fared, unless it is all that there is.
        let ordinary = deliveries.filter { $0.replayJob == nil }
        let statuses = (ordinary.isEmpty ? deliveries : ordinary).map(\.status)
        if statuses.contains(.retry) { return "Retry" }
        if statuses.contains(where: { !$0.isFinished }) || ordinary.count < expectedDeliveries { return "Processing" }
        if statuses.contains(where: { $0 != .success }) { return "Failure" }
        return "Success"
    }

    /// Each once, however often the event was replayed.
    fileprivate var endpointIDs: [ULID] {
        var seen: Set<ULID> = []
        return deliveries.map(\.endpoint).filter { seen.insert($0).inserted }
    }
}
