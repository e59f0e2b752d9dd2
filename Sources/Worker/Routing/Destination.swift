internal import Domain
internal import HTTP

/// One endpoint as deliveries need it: everything that can be prepared once per change of configuration.
final class Destination: Sendable {
    /// A secret ready to sign with, until it expires.
    struct Secret: Sendable {
        let key: StandardWebhooks.SigningKey
        let convoyKey: ConvoySignature.SigningKey
        let expiresAt: Timestamp?
    }

    /// Whether requests may go out.
    enum State: Sendable {
        case active
        /// Deliveries wait in the schedule until the endpoint is activated.
        case paused
        /// Deliveries are discarded.
        case inactive
    }

    let id: ULID
    let project: ULID
    let url: String
    /// The URL as attempts are recorded with it.
    let shownURL: String
    let owner: String?
    let state: State
    let timeout: Duration
    /// Oldest first, as the Convoy signature lists them.
    let secrets: [Secret]
    let signature: ConvoySignature
    let signatureHeader: String
    /// Sent with every request, such as the credentials that the endpoint asks for.
    let headers: [Header]
    /// The names of those headers, in lower case: what proves who we are is not for the log of attempts.
    let secretHeaders: Set<String>
    let policy: RetryPolicy
    let proxy: String?

    init(
        id: ULID,
        project: ULID,
        url: String,
        owner: String?,
        state: State,
        timeout: Duration,
        secrets: [Secret],
        signature: ConvoySignature,
        signatureHeader: String,
        headers: [Header],
        policy: RetryPolicy,
        proxy: String?
    ) {
        self.id = id
        self.project = project
        self.url = url
        shownURL = redactingCredentials(inURL: url)
        self.owner = owner
        self.state = state
        self.timeout = timeout
        self.secrets = secrets
        self.signature = signature
        self.signatureHeader = signatureHeader
        self.headers = headers
        secretHeaders = Set(headers.map { $0.name.lowercased() })
        self.policy = policy
        self.proxy = proxy
    }

    /// The secrets that still sign at this moment.
    func validSecrets(at now: Timestamp) -> [Secret] {
        // Almost always all of them: no copy then.
        guard secrets.contains(where: { $0.expiresAt != nil }) else { return secrets }
        return secrets.filter { secret in secret.expiresAt.map { now < $0 } ?? true }
    }
}
