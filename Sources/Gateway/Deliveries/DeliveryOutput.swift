internal import Domain
internal import NIOHTTP1
internal import Storage

extension JSONWriter {
    /// Writes a delivery in Convoy's shape.
    mutating func delivery(_ delivery: StoredDelivery) {
        let record = delivery.record
        object { writer in
            writer.member("uid", record.id)
            writer.member("project_id", record.project)
            writer.member("event_id", record.event)
            writer.member("endpoint_id", record.endpoint)
            writer.member("subscription_id", record.subscription?.description ?? "")
            writer.member("source_id", delivery.source)
            writer.member("event_type", record.eventType)
            writer.member("idempotency_key", delivery.idempotencyKey ?? "")
            writer.member("status", record.status.name)
            writer.member("description", record.description)
            writer.member("delivery_mode", "at_least_once")
            writer.member("is_replay", record.replayJob != nil)
            writer.member("replay_job_id", record.replayJob)
            writer.member("latency", record.latency.map { "\($0.inSeconds)s" } ?? "")
            writer.member("latency_seconds", record.latency?.inSeconds)
            writer.member("metadata") { writer in
                writer.object { writer in
                    writer.member("num_trials", record.attempts)
                    writer.member("next_send_time", record.nextSendAt)
                    writer.member("last_http_status", record.lastStatus)
                }
            }
            writer.member("endpoint_metadata") { $0.reference(record.endpoint) }
            writer.member("event_metadata") { writer in
                writer.object { writer in
                    writer.member("uid", record.event)
                    writer.member("event_type", record.eventType)
                }
            }
            writer.member("source_metadata") { $0.reference(delivery.source) }
            writer.nulls("device_id", "device_metadata", "cli_metadata", "headers")
            writer.member("acknowledged_at", record.acknowledgedAt)
            writer.member("created_at", delivery.createdAt)
            writer.member("updated_at", record.updatedAt)
            writer.nulls("deleted_at")
        }
    }

    /// Writes an attempt in Convoy's shape, with its number and timings.
    mutating func attempt(_ attempt: AttemptRecord, of delivery: StoredDelivery) {
        object { writer in
            writer.member("uid", attempt.id)
            writer.member("msg_id", attempt.delivery)
            writer.member("project_id", delivery.record.project)
            writer.member("endpoint_id", delivery.record.endpoint)
            writer.member("number", attempt.number)
            writer.member("method", attempt.method)
            writer.member("url", attempt.url)
            writer.member("ip_address", attempt.address ?? "")
            writer.member("api_version", RequestFrame.convoyVersion)
            writer.member("request_http_header") { $0.joinedHeaders(attempt.requestHeaders) }
            writer.member("response_http_header") { $0.joinedHeaders(attempt.responseHeaders) }
            writer.member("http_status", attempt.status.map(Self.statusLine) ?? "")
            writer.member("response_data", String(decoding: attempt.responseBody, as: UTF8.self))
            writer.member("response_is_truncated", attempt.isTruncated)
            writer.member("error", attempt.error ?? "")
            writer.member("status", attempt.isSuccess)
            writer.member("timings_us") { $0.timings(attempt.timings) }
            writer.member("requested_at", attempt.requestedAt)
            writer.member("responded_at", attempt.respondedAt)
            writer.member("created_at", attempt.requestedAt)
            writer.member("updated_at", attempt.respondedAt)
            writer.nulls("deleted_at")
        }
    }

    private mutating func timings(_ timings: AttemptTimings) {
        object { writer in
            writer.member("name_lookup", timings.nameLookup)
            writer.member("connect", timings.connect)
            writer.member("tls", timings.tls)
            writer.member("first_byte", timings.firstByte)
            writer.member("total", timings.total)
        }
    }

    /// Writes `{"name":"value",…}`; values of one name are joined as HTTP joins them.
    private mutating func joinedHeaders(_ headers: [Header]) {
        var order: [String] = []
        var values: [String: String] = [:]
        for header in headers {
            if let value = values[header.name] {
                values[header.name] = "\(value), \(header.value)"
            } else {
                order.append(header.name)
                values[header.name] = header.value
            }
        }
        object { writer in
            for name in order { writer.member(name, values[name]) }
        }
    }

    /// `200 OK`
    private static func statusLine(_ code: Int) -> String {
        let reason = HTTPResponseStatus(statusCode: code).reasonPhrase
        return reason.isEmpty ? String(code) : "\(code) \(reason)"
    }
}
