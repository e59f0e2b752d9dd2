internal import Domain
internal import HTTP

/// The credentials of the machine's role, from its metadata service (IMDSv2).
struct InstanceCredentials: CredentialSource {
    private static let origin = "the machine's metadata service"
    private static let folder = "/latest/meta-data/iam/security-credentials/"

    let surroundings: Surroundings

    func find() async throws(AWSFailure) -> Credentials? {
        if surroundings.variable("AWS_EC2_METADATA_DISABLED")?.lowercased() == "true" { return nil }
        guard let token = try await token() else { return nil }
        let list = try await get(Self.folder, token)
        // A machine without a role.
        if list.status == 404 { return nil }
        let role = String(decoding: list.body, as: UTF8.self).split(whereSeparator: \.isNewline).first
        guard list.status == 200, let role else {
            throw AWSFailure(.unavailable, code: "HTTP \(list.status)", "\(Self.origin) does not name a role")
        }
        let response = try await get(Self.folder + role, token)
        return try HandedOutCredentials.read(response, origin: Self.origin)
    }

    /// A token that allows further questions; nil where nobody answers, as on a machine that is not at AWS.
    private func token() async throws(AWSFailure) -> Header? {
        let lifetime = Header(name: "X-aws-ec2-metadata-token-ttl-seconds", value: "300")
        let response: HTTPResponse
        do {
            response = try await surroundings.fetch(
                host + "/latest/api/token",
                method: "PUT",
                headers: [lifetime],
                timeout: .seconds(1)
            )
        } catch  where error.kind == .unavailable || error.kind == .timeout {
            return nil
        }
        guard response.status == 200 else { return nil }
        let token = String(decoding: response.body, as: UTF8.self)
        return Header(name: "X-aws-ec2-metadata-token", value: token)
    }

    private func get(_ path: String, _ token: Header) async throws(AWSFailure) -> HTTPResponse {
        try await surroundings.fetch(host + path, headers: [token])
    }

    private var host: String {
        let other = surroundings.variable("AWS_EC2_METADATA_SERVICE_ENDPOINT")
        return (other ?? surroundings.metadataHost).trimmingSuffix("/")
    }
}

extension String {
    fileprivate func trimmingSuffix(_ suffix: String) -> String {
        hasSuffix(suffix) ? String(dropLast(suffix.count)) : self
    }
}
