internal import Domain
internal import Storage

extension InputObject {
    /// Reads `project.config`; what is not given stays as it is.
    func projectConfiguration(_ name: String, changing present: ProjectConfiguration) -> ProjectConfiguration {
        var configuration = present
        guard let input = object(name) else { return configuration }
        // Zero is what clients send for "not set".
        if let bytes = input.integer("max_payload_read_size", in: 0...(16 << 20)), bytes > 0 {
            configuration.maximumPayloadBytes = bytes
        }
        if let strategy = input.object("strategy"), !strategy.isEmpty {
            configuration.retryPolicy = strategy.retryPolicy(changing: present.retryPolicy)
        }
        if let signature = input.object("signature") {
            if let header = signature.string("header"), !header.isEmpty {
                if Header(name: header, value: "").isValidHTTPField {
                    configuration.signatureHeader = header
                } else {
                    signature.issue("header", "is no name of an HTTP header.")
                }
            }
            if let versions = signature.objects("versions", upTo: 10), !versions.isEmpty {
                configuration.signatureVersions = versions.compactMap { $0.signatureVersion() }
            }
        }
        input.refuseWhatHasNoEffect()
        return configuration
    }

    private func signatureVersion() -> ConvoySignature.Version? {
        ignore("uid", "created_at")
        let hash = word("hash", as: ConvoySignature.Hash.self)
        let encoding = word("encoding", as: ConvoySignature.Encoding.self)
        return ConvoySignature.Version(hash: hash ?? .sha256, encoding: encoding ?? .hex)
    }

    private func refuseWhatHasNoEffect() {
        refuse(
            "replay_attacks_prevention_enabled",
            "add_event_id_trace_headers",
            "disable_endpoint",
            "verify_dynamic_events",
            "allow_unmatched_dynamic_urls",
            "search_policy",
            "ssl",
            "meta_event",
            "circuit_breaker"
        )
        // An endpoint may always have several subscriptions.
        refuse("multiple_endpoint_subscriptions", unless: ["true"])
        refuse("ratelimit", unless: [#"{"count":1000,"duration":60}"#])
        refuse("request_id_header", unless: [#""X-Convoy-Idempotency-Key""#])
    }

    /// Reads `strategy` and `retry_config`: Convoy's two kinds, and an explicit schedule.
    func retryPolicy(changing present: RetryPolicy) -> RetryPolicy {
        enum Kind: String, CaseIterable { case linear, exponential, schedule }
        let kind = word("type", as: Kind.self)
        let duration = duration("duration", in: 0...86_400).flatMap { $0 > .zero ? $0 : nil }
        let maximum = self.duration("max_retry_seconds", in: 0...604_800).flatMap { $0 > .zero ? $0 : nil }
        let count = integer("retry_count", in: 0...1_000).flatMap { $0 > 0 ? $0 : nil }
        let schedule = waits("schedule")
        ignore("interval_seconds", "retry_limit")

        var policy = present
        switch (kind, present.strategy) {
        case (.linear, .linear(let every)), (nil, .linear(let every)):
            policy.strategy = .linear(every: duration ?? every)
        case (.linear, _):
            policy.strategy = .linear(every: duration ?? .seconds(10))
        case (.exponential, .exponential(let base, let limit)), (nil, .exponential(let base, let limit)):
            policy.strategy = .exponential(base: duration ?? base, maximum: maximum ?? limit)
        case (.exponential, _):
            policy.strategy = .exponential(base: duration ?? .seconds(10), maximum: maximum ?? .seconds(7_200))
        case (.schedule, .schedule(let waits)), (nil, .schedule(let waits)):
            policy.strategy = .schedule(schedule ?? waits)
        case (.schedule, _):
            if schedule == nil { issue("schedule", "is required with the type schedule: a list of seconds.") }
            policy.strategy = .schedule(schedule ?? [])
        }
        if schedule != nil, kind != .schedule { issue("schedule", "needs the type schedule.") }
        if let schedule, count == nil { policy.attempts = schedule.count + 1 }
        if let count { policy.attempts = count }
        return policy
    }

    private func waits(_ name: String) -> [Duration]? {
        guard let elements = list(name, upTo: 100), !elements.isEmpty else { return nil }
        let waits = elements.compactMap { element -> Duration? in
            guard let seconds = Int(String(decoding: element, as: UTF8.self)), (1...604_800).contains(seconds) else {
                return nil
            }
            return .seconds(seconds)
        }
        if waits.count != elements.count { issue(name, "must be a list of whole seconds between 1 and 604800.") }
        return waits
    }
}
