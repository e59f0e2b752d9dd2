internal import Domain
internal import HTTP

/// Why a call to AWS did not succeed.
struct AWSFailure: Error, Hashable, Sendable {
    /// What is to be done about it.
    enum Kind: String, Hashable, Sendable {
        /// What was asked for does not exist.
        case missing
        /// AWS does not know the key, or the signature is wrong.
        case credentials
        /// The session token has ended.
        case expired
        /// AWS knows who we are, and does not allow the call.
        case forbidden
        /// Too many calls: later.
        case throttled
        /// The clocks differ too much.
        case skewed
        /// No answer, or one that says that AWS has trouble: later.
        case unavailable
        /// No answer in time.
        case timeout
        /// AWS does not accept the call as it is.
        case invalid
        /// The settings, files or surroundings do not say who we are.
        case configuration
        /// An answer that is not understood.
        case protocolFailure
    }

    let kind: Kind
    /// AWS's word for it, or the client's: `QueueDoesNotExist`.
    let code: String
    /// What AWS or the client says beside it, one line without secrets; empty where that could contain any.
    let detail: String

    init(_ kind: Kind, code: String, _ detail: String = "") {
        self.kind = kind
        self.code = code
        self.detail = detail
    }

    /// Code and detail.
    var words: String { detail.isEmpty ? code : "\(code): \(detail)" }

    /// Whether the same call may succeed later without anybody doing anything.
    var isTransient: Bool { kind == .throttled || kind == .unavailable || kind == .timeout }
}

extension AWSFailure {
    /// There was no answer.
    init(_ error: HTTPError) {
        let kind: Kind =
            switch error.code {
            case .timeout: .timeout
            case .invalidRequest: .configuration
            default: .unavailable
            }
        self.init(kind, code: error.code.description, error.message)
    }

    /// The answer is an error in JSON (SQS) or XML (STS).
    init(_ response: HTTPResponse) {
        let fields = JSONFields(response.body[...])
        let query = response.headers.firstValue(named: "x-amzn-query-error")?.prefix { $0 != ";" }
        let type = fields?.text("__type") ?? fields?.text("code") ?? XMLText.value(of: "Code", in: response.body[...])
        let codes = [type.map(Self.name), query.map { Self.name(String($0)) }].compactMap(\.self)
        let known = codes.lazy.compactMap { code in Self.kinds[code].map { (code, $0) } }.first
        let code = known?.0 ?? codes.first ?? "HTTP \(response.status)"
        let message =
            fields?.text("message") ?? fields?.text("Message") ?? XMLText.value(of: "Message", in: response.body[...])
        var kind = known?.1 ?? Self.kind(of: response.status)
        // A wrong time is reported as a wrong signature.
        if kind == .credentials, let message, Self.speaksOfTime(message) { kind = .skewed }
        // What AWS says of a signature repeats what was signed, the session token included.
        let isTellable = kind != .credentials && kind != .skewed && kind != .expired
        self.init(kind, code: code, isTellable ? Self.line(message ?? "") : "")
    }

    /// `com.amazonaws.sqs#QueueDoesNotExist` and `AWS.SimpleQueueService.NonExistentQueue` without what stands before.
    private static func name(_ type: String) -> String {
        let word = type.split(separator: "#").last ?? ""
        return String(word.prefix { $0 != ":" }.split(separator: ".").last ?? "")
    }

    private static func speaksOfTime(_ message: String) -> Bool {
        message.contains("Signature expired") || message.contains("Signature not yet current")
    }

    private static func line(_ text: String) -> String {
        String(text.prefix(200).map { $0.isNewline ? " " : $0 })
    }

    private static func kind(of status: Int) -> Kind {
        switch status {
        case 429: .throttled
        case 401, 403: .forbidden
        case 500...: .unavailable
        case 400..<500: .invalid
        default: .protocolFailure
        }
    }

    private static let kinds: [String: Kind] = [
        "QueueDoesNotExist": .missing, "NonExistentQueue": .missing, "QueueDeletedRecently": .missing,
        "InvalidClientTokenId": .credentials, "UnrecognizedClientException": .credentials,
        "InvalidAccessKeyId": .credentials, "SignatureDoesNotMatch": .credentials,
        "InvalidSignatureException": .credentials, "IncompleteSignature": .credentials,
        "IncompleteSignatureException": .credentials, "MissingAuthenticationToken": .credentials,
        "MissingAuthenticationTokenException": .credentials, "InvalidSecurity": .credentials,
        "AuthFailure": .credentials, "InvalidIdentityToken": .credentials, "IDPRejectedClaim": .credentials,
        "ExpiredToken": .expired, "ExpiredTokenException": .expired, "RequestExpired": .expired,
        "AccessDenied": .forbidden, "AccessDeniedException": .forbidden, "NotAuthorized": .forbidden,
        "KmsAccessDenied": .forbidden, "OptInRequired": .forbidden, "KmsOptInRequired": .forbidden,
        "RequestTimeTooSkewed": .skewed,
        "RequestThrottled": .throttled, "ThrottlingException": .throttled, "Throttling": .throttled,
        "KmsThrottled": .throttled, "OverLimit": .throttled, "SlowDown": .throttled,
        "TooManyRequestsException": .throttled, "RequestLimitExceeded": .throttled,
        "ServiceUnavailable": .unavailable, "InternalError": .unavailable, "InternalFailure": .unavailable,
        "IDPCommunicationError": .unavailable,
        "KmsDisabled": .configuration, "KmsInvalidState": .configuration, "KmsNotFound": .configuration,
        "KmsInvalidKeyUsage": .configuration, "InvalidAddress": .configuration,
    ]
}
