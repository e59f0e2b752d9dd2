internal import Domain
internal import Storage

extension JSONWriter {
    /// Writes a subscription in Convoy's shape, with the ids beside the metadata objects.
    mutating func subscription(_ subscription: SubscriptionRow) {
        let draft = subscription.draft
        object { writer in
            writer.member("uid", subscription.id)
            writer.member("name", draft.name)
            writer.member("type", "api")
            writer.member("project_id", subscription.project)
            writer.member("endpoint_id", draft.endpoint)
            writer.member("source_id", draft.source)
            writer.member("endpoint_metadata") { $0.reference(draft.endpoint) }
            writer.member("source_metadata") { $0.reference(draft.source) }
            writer.nulls("device_metadata")
            writer.member("function", "")
            writer.member("filter_config") { writer in
                writer.object { writer in
                    writer.member("event_types", draft.eventTypes.map(\.text))
                    writer.member("filter") { writer in
                        writer.object { writer in
                            writer.member("is_flattened", false)
                            for part in ["headers", "body", "query", "path"] {
                                writer.member(part) { $0.object { _ in } }
                            }
                        }
                    }
                }
            }
            writer.member("retry_config") { writer in
                if let policy = draft.retryPolicy { writer.retryPolicy(policy) } else { writer.null() }
            }
            writer.nulls("alert_config", "rate_limit_config")
            writer.member("delivery_mode", "at_least_once")
            writer.member("created_at", subscription.createdAt)
            writer.member("updated_at", subscription.updatedAt)
            writer.nulls("deleted_at")
        }
    }

    /// Writes `{"uid":…}`, or null.
    mutating func reference(_ id: ULID?) {
        guard let id else { return null() }
        object { $0.member("uid", id) }
    }
}
