/// The access key in the environment: `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN`.
struct EnvironmentCredentials: CredentialSource {
    let surroundings: Surroundings

    func find() throws(AWSFailure) -> Credentials? {
        guard let id = surroundings.variable("AWS_ACCESS_KEY_ID") else { return nil }
        guard let secret = surroundings.variable("AWS_SECRET_ACCESS_KEY") else {
            throw AWSFailure(
                .configuration,
                code: "no secret",
                "AWS_ACCESS_KEY_ID is set in the environment, AWS_SECRET_ACCESS_KEY is not"
            )
        }
        return Credentials(
            accessKeyID: id,
            secretAccessKey: secret,
            sessionToken: surroundings.variable("AWS_SESSION_TOKEN"),
            origin: "the environment"
        )
    }
}
