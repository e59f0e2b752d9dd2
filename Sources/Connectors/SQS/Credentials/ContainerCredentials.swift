internal import Domain
internal import Specification

/// The credentials of the task or pod that we run in, from the address that its environment names.
struct ContainerCredentials: CredentialSource {
    private static let origin = "the container's credential service"

    let surroundings: Surroundings

    func find() async throws(AWSFailure) -> Credentials? {
        guard let url = try address() else { return nil }
        var headers = [Header(name: "Accept", value: "application/json")]
        if let token = try await token() { headers.append(Header(name: "Authorization", value: token)) }
        let response = try await surroundings.fetch(url, headers: headers)
        return try HandedOutCredentials.read(response, origin: Self.origin)
    }

    private func address() throws(AWSFailure) -> String? {
        if let path = surroundings.variable("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI") {
            return surroundings.containerHost + path
        }
        guard let url = surroundings.variable("AWS_CONTAINER_CREDENTIALS_FULL_URI") else { return nil }
        guard let parts = URLText(url), parts.scheme == "https" || Self.isNear(parts.host) else {
            throw AWSFailure(
                .configuration,
                code: "AWS_CONTAINER_CREDENTIALS_FULL_URI",
                "it must be https, or name this machine or its credential service"
            )
        }
        return url
    }

    private func token() async throws(AWSFailure) -> String? {
        let name = "AWS_CONTAINER_AUTHORIZATION_TOKEN"
        guard let path = surroundings.variable("\(name)_FILE") else { return surroundings.variable(name) }
        guard let token = try await surroundings.read(path) else {
            throw AWSFailure(.configuration, code: "\(name)_FILE", "`\(path)` does not exist")
        }
        return String(token.split(whereSeparator: \.isNewline).first ?? "")
    }

    /// Whether a host is this machine, or one of the two addresses at which it is given credentials.
    private static func isNear(_ host: String) -> Bool {
        if host == "localhost" || host == "169.254.170.2" || host == "169.254.170.23" || host == "fd00:ec2::23" {
            return true
        }
        return [CIDR("127.0.0.0/8"), CIDR("::1")].contains { network in
            IPAddress(host).map { network?.contains($0) == true } == true
        }
    }
}
