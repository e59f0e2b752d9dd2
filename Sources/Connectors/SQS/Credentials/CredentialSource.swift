/// A place where credentials may be.
protocol CredentialSource: Sendable {
    /// Looks there; nil when the place is not set up, so that the next one is asked.
    func find() async throws(AWSFailure) -> Credentials?
}

/// Credentials that stand in the source's settings.
struct GivenCredentials: CredentialSource {
    let credentials: Credentials

    func find() -> Credentials? { credentials }
}

/// Places in order: the first that is set up decides, also when it fails, and stays the one.
struct CredentialChain: CredentialSource {
    let sources: [any CredentialSource]

    func find() async throws(AWSFailure) -> Credentials? {
        for source in sources {
            if let credentials = try await source.find() { return credentials }
        }
        return nil
    }
}
