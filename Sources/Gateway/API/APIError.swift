internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import Postgres
internal import Storage

/// What is wrong with one field of a request.
struct FieldIssue: Equatable, Sendable {
    /// The field's path in the body, such as `strategy.duration`, or the name of a query parameter.
    let field: String
    /// What is wrong and what is allowed.
    let message: String
}

/// An answer that is not a success.
struct APIError: Error {
    let status: HTTPResponse.Status
    let message: String
    var issues: [FieldIssue] = []
    /// Seconds after which trying again makes sense.
    var retryAfter: Int?

    init(_ status: HTTPResponse.Status, _ message: String, issues: [FieldIssue] = [], retryAfter: Int? = nil) {
        self.status = status
        self.message = message
        self.issues = issues
        self.retryAfter = retryAfter
    }
}

extension APIError {
    static let authenticationRequired = APIError(
        .unauthorized,
        "Authentication required: send the header Authorization: Bearer CO.… with an API key."
    )

    static let authorizationFailed = APIError(
        .unauthorized,
        "authorization failed: the API key is unknown, revoked or expired."
    )

    static func forbidden(_ reason: String) -> APIError {
        APIError(.forbidden, "unauthorized access: \(reason)")
    }

    /// Nothing of this kind has this id in the project.
    static func notFound(_ kind: String) -> APIError {
        APIError(.notFound, "\(kind) not found")
    }

    static func tooLarge(_ limit: Int) -> APIError {
        APIError(.contentTooLarge, "the request body is too large: at most \(limit) bytes are taken.")
    }

    /// Fields that cannot be used; the message repeats them for clients that show nothing else.
    static func invalid(_ issues: [FieldIssue]) -> APIError {
        APIError(.badRequest, issues.map { "\($0.field) \($0.message)" }.joined(separator: "; "), issues: issues)
    }

    static func invalid(_ field: String, _ message: String) -> APIError {
        invalid([FieldIssue(field: field, message: message)])
    }

    static func unavailable(_ message: String, retryAfter: Int = 1) -> APIError {
        APIError(.serviceUnavailable, message, retryAfter: retryAfter)
    }
}

// MARK: - Errors of others

extension APIError {
    /// Puts any error into words for the caller; what is not the caller's business stays in our log.
    init(reporting error: any Error) {
        switch error {
        case let error as APIError:
            self = error
        case let error as StorageError where error.code == .notFound:
            self.init(.notFound, error.message)
        case let error as StorageError where error.code == .nameTaken:
            self.init(.badRequest, error.message, issues: [FieldIssue(field: "name", message: "is taken already.")])
        case let error as StorageError where error.code == .danglingReference:
            self.init(.badRequest, error.message)
        case let error as ResendRefusal:
            self.init(.badRequest, error.reason)
        case let error as IntakeRefusal:
            self = .unavailable(error.reason, retryAfter: Int(max(1, error.retryAfter.components.seconds)))
        case let error as PostgresError where error.isRetryable:
            self = .unavailable("The database does not answer; nothing was changed as far as is known. Try again.")
        case let error as HTTPError where error.status == .notFound:
            self.init(.notFound, "There is no such path, or not with this method; see docs/openapi.yaml.")
        case let error as HTTPError:
            self.init(error.status, error.body ?? error.status.reasonPhrase)
        default:
            self.init(.internalServerError, "Something went wrong inside; the log has it under the X-Request-ID.")
        }
    }

    /// Writes down what an operator must know: our own faults, not the caller's.
    func log(_ error: any Error, _ request: Request, _ context: GatewayContext) {
        guard status.kind == .serverError else { return }
        let level: Logger.Level = status == .serviceUnavailable ? .warning : .error
        context.logger.log(
            level: level,
            "request failed",
            metadata: [
                "request.id": "\(context.requestID)",
                "request.method": "\(request.method.rawValue)",
                "request.path": "\(request.uri.path.prefix(200))",
                "response.status": "\(status.code)",
                "error": "\(error)",
            ]
        )
    }
}
