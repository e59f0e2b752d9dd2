internal import ConnectorCore
internal import HTTP

/// Judges failed requests: most pass by themselves, some need a person. A value, so that the judgement can be tested.
struct PubSubHealth: Sendable {
    /// What to do about a failure.
    enum Reaction: Hashable, Sendable {
        /// It is tried again; nothing can be read meanwhile.
        case degrade(ConnectorError)
        /// The token is not good any more.
        case renewToken
        /// The session is of no use.
        case fail(ConnectorError)
    }

    private let subscription: String
    private let project: String
    private let endpoint: String
    private let identity: String?

    init(_ settings: PubSubSettings, endpoint: String, identity: String?) {
        subscription = settings.name
        project = settings.project
        self.endpoint = endpoint
        self.identity = identity
    }

    private var who: String { identity ?? "a client without credentials" }

    func reaction(to failure: RequestFailure) -> Reaction {
        switch failure {
        case .transport(let error): transport(error)
        case .refused(let error): refusal(error)
        case .tooLarge: .degrade(ConnectorError(.protocolFailure, "a pull brought more than is read: asking for less"))
        case .unreadable:
            .fail(ConnectorError(.protocolFailure, "\(endpoint) does not answer as Pub/Sub does: \(failure)"))
        }
    }

    /// The error of a token that Google does not accept although it is new.
    func tokenRefused() -> ConnectorError {
        ConnectorError(
            .credentials,
            "Google does not accept the access token of \(who): is the account enabled, and `endpoint` Google's?"
        )
    }

    private func transport(_ error: HTTPError) -> Reaction {
        guard error.isRetryable else {
            return .fail(ConnectorError(.configuration, "\(endpoint) cannot be asked: \(error)"))
        }
        let code: ConnectorError.Code = error.code == .timeout ? .timeout : .disconnected
        return .degrade(ConnectorError(code, "Pub/Sub cannot be reached at \(endpoint) (\(error)): tried again"))
    }

    private func refusal(_ error: GoogleError) -> Reaction {
        switch (error.code, error.status) {
        case (401, _), (_, "UNAUTHENTICATED"):
            return identity == nil
                ? .fail(
                    ConnectorError(
                        .credentials,
                        "\(endpoint) asks for credentials: give `service_account` or `credentials_file` (\(error))"
                    )
                )
                : .renewToken
        case (_, "PERMISSION_DENIED"), (403, _):
            return .fail(ConnectorError(.forbidden, forbidden(error)))
        case (_, "NOT_FOUND"), (404, _):
            return .fail(
                ConnectorError(
                    .missing,
                    """
                    \(subscription) does not exist: create the subscription, or correct `project` and `subscription`; it is \
                    looked for again and again (\(error))
                    """
                )
            )
        case (_, "RESOURCE_EXHAUSTED"), (429, _):
            return .degrade(
                ConnectorError(
                    .timeout,
                    """
                    Google's quota is used up for now: asked again with growing pauses; raise the Pub/Sub quota of project \
                    \(project) if this stays (\(error))
                    """
                )
            )
        case (_, "FAILED_PRECONDITION"):
            return .fail(
                ConnectorError(
                    .configuration,
                    "\(subscription) cannot be pulled from: it must be a pull subscription of a topic that exists (\(error))"
                )
            )
        default:
            guard !error.isTransient else {
                return .degrade(
                    ConnectorError(.disconnected, "Pub/Sub does not answer as it should (\(error)): tried again")
                )
            }
            return .fail(ConnectorError(.configuration, "Pub/Sub refuses to read \(subscription): \(error)"))
        }
    }

    private func forbidden(_ error: GoogleError) -> String {
        switch error.reason {
        case "SERVICE_DISABLED":
            return "the Pub/Sub API is not enabled in project \(project): enable pubsub.googleapis.com (\(error))"
        case "BILLING_DISABLED":
            return "billing is disabled for project \(project): enable it (\(error))"
        default:
            return """
                Google does not let \(who) read \(subscription): grant it the role roles/pubsub.subscriber on the \
                subscription (\(error))
                """
        }
    }
}
