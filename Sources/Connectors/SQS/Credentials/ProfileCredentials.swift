/// The credentials of a profile in the files that the AWS tools share.
struct ProfileCredentials: CredentialSource {
    /// How many profiles may refer to each other in a row.
    private static let depth = 5

    /// The profile that the settings name; nil for that of the environment, or `default`.
    let name: String?
    let surroundings: Surroundings
    let sts: STSClient

    func find() async throws(AWSFailure) -> Credentials? {
        let profiles = try await Self.profiles(in: surroundings)
        let wanted = name ?? surroundings.variable("AWS_PROFILE")
        guard profiles[wanted ?? "default"] != nil else {
            guard let wanted else { return nil }
            throw Self.problem("there is no profile `\(wanted)` in the files of the AWS tools")
        }
        return try await find(wanted ?? "default", in: profiles, left: Self.depth)
    }

    /// The region of the profile.
    static func region(_ name: String?, in surroundings: Surroundings) async throws(AWSFailure) -> String? {
        let wanted = name ?? surroundings.variable("AWS_PROFILE") ?? "default"
        return try await profiles(in: surroundings)[wanted]?["region"]
    }

    // MARK: - One profile

    private func find(
        _ name: String,
        in profiles: [String: [String: String]],
        left: Int
    ) async throws(AWSFailure) -> Credentials? {
        guard let values = profiles[name] else { throw Self.problem("there is no profile `\(name)`") }
        if let role = values["role_arn"] {
            return try await find(
                STSClient.Role(
                    name: role,
                    externalID: values["external_id"],
                    session: values["role_session_name"] ?? "longshore"
                ),
                name,
                in: profiles,
                left: left
            )
        }
        if let own = try Self.key(of: name, values) { return own }
        if values["credential_process"] != nil {
            throw Self.problem("profile `\(name)` gets its key from a program, which is not supported")
        }
        if values["sso_session"] != nil || values["sso_start_url"] != nil {
            throw Self.problem("profile `\(name)` needs a person to sign in (SSO): give a key or a role")
        }
        return nil
    }

    private func find(
        _ role: STSClient.Role,
        _ name: String,
        in profiles: [String: [String: String]],
        left: Int
    ) async throws(AWSFailure) -> Credentials? {
        let values = profiles[name] ?? [:]
        if let file = values["web_identity_token_file"] {
            return try await WebIdentityCredentials(surroundings: surroundings, sts: sts, profile: (file, role)).find()
        }
        guard left > 0 else { throw Self.problem("the profiles refer to each other without end") }
        let base: Credentials?
        switch (values["source_profile"], values["credential_source"]) {
        case (name, _): base = try Self.key(of: name, values)
        case (let other?, _): base = try await find(other, in: profiles, left: left - 1)
        case (_, "Environment"): base = try EnvironmentCredentials(surroundings: surroundings).find()
        case (_, "EcsContainer"): base = try await ContainerCredentials(surroundings: surroundings).find()
        case (_, "Ec2InstanceMetadata"): base = try await InstanceCredentials(surroundings: surroundings).find()
        default: throw Self.problem("profile `\(name)` has a role and no source_profile to take it on with")
        }
        guard let base else { throw Self.problem("there is no key to take on the role of profile `\(name)` with") }
        return try await sts.assume(role, as: base)
    }

    private static func key(of name: String, _ values: [String: String]) throws(AWSFailure) -> Credentials? {
        guard let id = values["aws_access_key_id"] else { return nil }
        guard let secret = values["aws_secret_access_key"] else {
            throw problem("profile `\(name)` has an aws_access_key_id without aws_secret_access_key")
        }
        return Credentials(
            accessKeyID: id,
            secretAccessKey: secret,
            sessionToken: values["aws_session_token"],
            origin: "profile \(name)"
        )
    }

    // MARK: - The files

    private static func profiles(in surroundings: Surroundings) async throws(AWSFailure) -> [String: [String: String]] {
        let credentials = surroundings.variable("AWS_SHARED_CREDENTIALS_FILE") ?? surroundings.homeFile("credentials")
        let config = surroundings.variable("AWS_CONFIG_FILE") ?? surroundings.homeFile("config")
        return ProfileFile.merged(
            config: ProfileFile(try await surroundings.read(config) ?? "", .config),
            credentials: ProfileFile(try await surroundings.read(credentials) ?? "", .credentials)
        )
    }

    private static func problem(_ text: String) -> AWSFailure {
        AWSFailure(.configuration, code: "profile", text)
    }
}
