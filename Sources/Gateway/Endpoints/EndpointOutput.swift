internal import Domain
internal import Storage

extension JSONWriter {
    /// Writes an endpoint in Convoy's shape, secrets masked.
    ///
    /// - Parameter shown: the secret that has just been made: shown this once.
    mutating func endpoint(_ endpoint: EndpointRow, showing shown: ULID? = nil) {
        let draft = endpoint.draft
        object { writer in
            writer.member("uid", endpoint.id)
            writer.member("project_id", endpoint.project)
            writer.member("owner_id", draft.ownerID ?? "")
            writer.member("url", draft.url)
            writer.member("name", draft.name)
            writer.member("description", draft.description)
            writer.member("status", draft.status.rawValue)
            writer.member("secrets") { writer in
                writer.array { writer in
                    for secret in endpoint.secrets { writer.endpointSecret(secret, isShown: secret.id == shown) }
                }
            }
            writer.member("advanced_signatures", draft.usesAdvancedSignatures)
            writer.member("http_timeout", draft.timeout.inWholeSeconds)
            writer.member("authentication") { $0.endpointAuthentication(draft.authentication) }
            writer.member("content_type", "application/json")
            writer.member("rate_limit", 0)
            writer.member("rate_limit_duration", 0)
            writer.member("slack_webhook_url", "")
            writer.member("teams_webhook_url", "")
            writer.member("support_email", "")
            writer.nulls("events", "failure_rate", "mtls_client_cert")
            writer.member("created_at", endpoint.createdAt)
            writer.member("updated_at", endpoint.updatedAt)
            writer.nulls("deleted_at")
        }
    }

    private mutating func endpointSecret(_ secret: EndpointSecret, isShown: Bool) {
        object { writer in
            writer.member("uid", secret.id)
            writer.member("value", isShown ? secret.value : SecretMask.masked(secret.value))
            writer.member("expires_at", secret.expiresAt)
            writer.member("created_at", secret.createdAt)
            writer.member("updated_at", secret.createdAt)
            writer.nulls("deleted_at")
        }
    }

    private mutating func endpointAuthentication(_ authentication: EndpointAuthentication?) {
        switch authentication {
        case .apiKey(let header, _):
            object { writer in
                writer.member("type", "api_key")
                writer.member("api_key") { writer in
                    writer.object { writer in
                        writer.member("header_name", header)
                        writer.member("header_value", SecretMask.text)
                    }
                }
            }
        case .basic(let username, _):
            object { writer in
                writer.member("type", "basic_auth")
                writer.member("basic_auth") { writer in
                    writer.object { writer in
                        writer.member("username", username)
                        writer.member("password", SecretMask.text)
                    }
                }
            }
        case nil:
            null()
        }
    }
}
