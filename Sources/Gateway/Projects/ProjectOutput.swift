internal import Domain
internal import Storage

extension JSONWriter {
    /// Writes a project in Convoy's shape; what has no effect here is null.
    mutating func project(_ project: Project) {
        object { writer in
            writer.member("uid", project.id)
            writer.member("name", project.name)
            writer.member("logo_url", "")
            writer.member("organisation_id", "")
            writer.member("type", project.kind.rawValue)
            writer.member("config") { $0.configuration(of: project) }
            writer.nulls("statistics", "retained_events")
            writer.member("created_at", project.createdAt)
            writer.member("updated_at", project.updatedAt)
            writer.nulls("deleted_at")
        }
    }

    private mutating func configuration(of project: Project) {
        let configuration = project.configuration
        object { writer in
            writer.member("max_payload_read_size", configuration.maximumPayloadBytes)
            writer.member("multiple_endpoint_subscriptions", true)
            writer.member("replay_attacks_prevention_enabled", false)
            writer.member("add_event_id_trace_headers", false)
            writer.member("disable_endpoint", false)
            writer.member("strategy") { $0.retryPolicy(configuration.retryPolicy) }
            writer.member("signature") { writer in
                writer.object { writer in
                    writer.member("header", configuration.signatureHeader)
                    writer.member("versions") { writer in
                        writer.array { writer in
                            for (index, version) in configuration.signatureVersions.enumerated() {
                                writer.signatureVersion(version, number: index + 1, of: project)
                            }
                        }
                    }
                }
            }
            writer.nulls("ratelimit", "ssl", "meta_event", "circuit_breaker")
        }
    }

    private mutating func signatureVersion(_ version: ConvoySignature.Version, number: Int, of project: Project) {
        object { writer in
            writer.member("uid", "v\(number)")
            writer.member("hash", version.hash.rawValue)
            writer.member("encoding", version.encoding.rawValue)
            writer.member("created_at", project.createdAt)
        }
    }

    /// Writes `{"type":…,"duration":…,"retry_count":…}` with whole seconds.
    mutating func retryPolicy(_ policy: RetryPolicy) {
        object { writer in
            switch policy.strategy {
            case .linear(let every):
                writer.member("type", "linear")
                writer.member("duration", every.inWholeSeconds)
            case .exponential(let base, let maximum):
                writer.member("type", "exponential")
                writer.member("duration", base.inWholeSeconds)
                writer.member("max_retry_seconds", maximum.inWholeSeconds)
            case .schedule(let waits):
                writer.member("type", "schedule")
                writer.member("schedule", waits.map(\.inWholeSeconds))
            }
            writer.member("retry_count", policy.attempts)
        }
    }

    /// Writes a new key: the only time that its text is shown.
    mutating func createdKey(_ key: CreatedKey) {
        object { writer in
            writer.member("uid", key.row.id)
            writer.member("name", key.row.name)
            writer.member("key_type", key.row.project == nil ? "personal_key" : "project")
            writer.member("role") { writer in
                writer.object { writer in
                    let reach = key.row.project == nil ? "instance" : "project"
                    writer.member("type", "\(reach)_\(key.row.role.rawValue)")
                    writer.member("project", key.row.project?.description ?? "")
                }
            }
            writer.member("key", key.plainText)
            writer.member("expires_at", key.row.expiresAt)
            writer.member("created_at", key.row.createdAt)
        }
    }

    /// Writes members that are null.
    mutating func nulls(_ names: String...) {
        for name in names {
            self.name(name)
            null()
        }
    }
}

extension Duration {
    /// Seconds, a broken one counted whole.
    var inWholeSeconds: Int64 {
        components.seconds + (components.attoseconds > 0 ? 1 : 0)
    }
}
