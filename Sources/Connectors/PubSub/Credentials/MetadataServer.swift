internal import Domain
internal import HTTP

/// The metadata server of a machine, container or pod at Google: gives tokens of the service account that it runs as.
struct MetadataServer: TokenSource {
    /// The server's `host` or `host:port`.
    let host: String

    var identity: String { "the service account of this machine" }

    func token(over http: HTTPClient) async throws(CredentialsError) -> AccessToken {
        let url = "http://\(host)/computeMetadata/v1/instance/service-accounts/default/token"
        let header = Header(name: "Metadata-Flavor", value: "Google")
        let answer = await TokenExchange.get(url, headers: [header], over: http)
        switch answer.flatMap({ TokenExchange.token(in: $0) }) {
        case .success(let token): return token
        case .failure(.transport(let error)):
            throw CredentialsError(
                """
                no credentials: the source has neither `service_account` nor `credentials_file`, and there is no metadata \
                server at \(host) (\(error))
                """,
                isTransient: false
            )
        case .failure(let failure):
            throw CredentialsError(
                "get a token from the metadata server at \(host)",
                failure,
                advice: "does the machine run as a service account?"
            )
        }
    }
}
