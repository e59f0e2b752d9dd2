/// Why there is no access token.
struct CredentialsError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What happened and what to do, for people; holds no secret.
    let message: String

    /// Whether it usually passes by itself.
    let isTransient: Bool

    init(_ message: String, isTransient: Bool = false) {
        self.message = message
        self.isTransient = isTransient
    }

    /// A request to a token server failed.
    ///
    /// - Parameters:
    ///   - what: What was asked, to follow "cannot".
    ///   - advice: What to do when the server has refused.
    init(_ what: String, _ failure: RequestFailure, advice: String) {
        let isTransient = failure.isTransient
        self.init(
            "cannot \(what) (\(failure))" + (isTransient ? ": tried again" : ": \(advice)"),
            isTransient: isTransient
        )
    }

    var description: String { message }
}
