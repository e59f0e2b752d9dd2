internal import Domain
internal import Storage

extension InputObject {
    /// Reads a subscription; of a present one, what is not given stays as it is. Nil when no endpoint is known.
    func subscriptionDraft(changing present: SubscriptionDraft?, in project: Project) -> SubscriptionDraft? {
        let name = string("name", isRequired: present == nil, upTo: 200)
        let endpoint = id("endpoint_id", isRequired: present == nil)
        let source = string("source_id") == "" ? .some(nil) : id("source_id").map(Optional.some)
        let types = subscribedTypes()
        let policy = subscriptionPolicy(changing: present?.retryPolicy, of: project)

        refuse("function", "alert_config", "rate_limit_config")
        refuse("delivery_mode", unless: [#""at_least_once""#])
        refuse("type", unless: [#""api""#])
        ignore(
            "uid",
            "project_id",
            "source_metadata",
            "endpoint_metadata",
            "device_metadata",
            "created_at",
            "updated_at",
            "deleted_at"
        )
        guard let endpoint = endpoint ?? present?.endpoint else { return nil }
        return SubscriptionDraft(
            name: name.flatMap { $0.isEmpty ? nil : $0 } ?? present?.name ?? "",
            source: source ?? present?.source,
            endpoint: endpoint,
            eventTypes: types ?? present?.eventTypes ?? [EventTypePattern("*")].compactMap(\.self),
            retryPolicy: policy
        )
    }

    /// Nil when nothing was said; an empty list means every type, as in Convoy.
    private func subscribedTypes() -> [EventTypePattern]? {
        guard let filters = object("filter_config") else { return nil }
        filters.object("filter").map { filter in
            // Says only how the parts are written.
            filter.ignore("is_flattened")
            filter.refuse("headers", "body", "query", "path")
        }
        guard let texts = filters.strings("event_types", upTo: 1_000) else { return nil }
        if texts.isEmpty { return [EventTypePattern("*")].compactMap(\.self) }
        return texts.enumerated().compactMap { index, text in
            if let pattern = EventTypePattern(text) { return pattern }
            filters.issue(
                "event_types[\(index)]",
                "must be an event type such as order.paid, all that begin alike such as order.*, or *."
            )
            return nil
        }
    }

    private func subscriptionPolicy(changing present: RetryPolicy?, of project: Project) -> RetryPolicy? {
        guard let value = raw("retry_config") else { return present }
        // What clients send when nothing is set: the project's policy.
        guard !InputValue.isEmpty(value), let input = object("retry_config") else { return nil }
        return input.retryPolicy(changing: present ?? project.configuration.retryPolicy)
    }
}
