internal import ConnectorCore
internal import Domain
internal import HTTP
internal import Specification

/// A queue that has been found, and the way to it.
struct SQSConnection: Sendable {
    let queue: SQSQueue
    let client: SQSClient
    let words: SQSWords

    var credentials: CredentialCache { client.client.credentials }

    /// Finds out where and who, and looks the queue up.
    static func open(_ settings: SQSSettings, in surroundings: Surroundings, timeout: Duration) async throws -> Self {
        var words = SQSWords(settings: settings)
        var cache: CredentialCache?
        do {
            let region = try await region(of: settings, in: surroundings)
            guard let region else { throw SQSWords.noRegion }
            words.region = region
            let endpoint = try endpoint(of: settings, in: region)
            words.endpoint = endpoint.url
            let credentials = CredentialCache(
                try source(settings, region, surroundings),
                clock: surroundings.clock
            )
            cache = credentials
            let client = AWSClient(
                http: surroundings.http,
                endpoint: endpoint,
                signer: RequestSigner(region: region, service: "sqs"),
                credentials: credentials,
                clock: surroundings.clock
            )
            let calls = SQSClient(client: client, timeout: timeout)
            let url =
                settings.hasURL
                ? settings.queue : try await calls.queueURL(of: settings.queue, account: settings.account)
            return SQSConnection(queue: SQSQueue(url: url), client: calls, words: words)
        } catch let failure as AWSFailure {
            try Task.checkCancellation()
            throw words.error(failure, as: cache?.known)
        }
    }

    // MARK: - Where

    private static func region(of settings: SQSSettings, in surroundings: Surroundings) async throws -> String? {
        if let region = settings.region { return region }
        if settings.hasURL, let url = URLText(settings.queue), let region = SQSQueue.region(ofHost: url.host) {
            return region
        }
        if let region = surroundings.variable("AWS_REGION") ?? surroundings.variable("AWS_DEFAULT_REGION") {
            return region
        }
        var name: String?
        if case .profile(let profile) = settings.identity { name = profile }
        if let region = try await ProfileCredentials.region(name, in: surroundings) { return region }
        // Servers of one's own do not care, but a signature needs one.
        return settings.endpoint == nil ? nil : "us-east-1"
    }

    private static func endpoint(of settings: SQSSettings, in region: String) throws(AWSFailure) -> ServiceEndpoint {
        let found: ServiceEndpoint?
        if let endpoint = settings.endpoint {
            found = ServiceEndpoint(endpoint)
        } else if settings.hasURL {
            let origin = settings.queue.split(separator: "/", omittingEmptySubsequences: false).prefix(3)
            found = ServiceEndpoint(origin.joined(separator: "/") + "/")
        } else {
            found = .of("sqs", in: region)
        }
        guard let found else { throw AWSFailure(.configuration, code: "endpoint", "it is no URL with a host") }
        return found
    }

    // MARK: - Who

    private static func source(
        _ settings: SQSSettings,
        _ region: String,
        _ surroundings: Surroundings
    ) throws(AWSFailure) -> any CredentialSource {
        guard let place = settings.tokenEndpoint.map(ServiceEndpoint.init) ?? .of("sts", in: region) else {
            throw AWSFailure(.configuration, code: "sts_endpoint", "it is no URL with a host")
        }
        let sts = STSClient(surroundings: surroundings, endpoint: place, region: region)
        let base: any CredentialSource
        switch settings.identity {
        case .key(let id, let secret, let token):
            base = GivenCredentials(
                credentials: Credentials(
                    accessKeyID: id,
                    secretAccessKey: secret.value,
                    sessionToken: token?.value,
                    origin: "the source's settings"
                )
            )
        case .profile(let name):
            base = ProfileCredentials(name: name, surroundings: surroundings, sts: sts)
        case .found:
            base = CredentialChain(sources: [
                EnvironmentCredentials(surroundings: surroundings),
                WebIdentityCredentials(surroundings: surroundings, sts: sts),
                ProfileCredentials(name: nil, surroundings: surroundings, sts: sts),
                ContainerCredentials(surroundings: surroundings),
                InstanceCredentials(surroundings: surroundings),
            ])
        }
        guard let role = settings.role else { return base }
        let name = STSClient.Role(name: role.name, externalID: role.externalID)
        return RoleCredentials(base: base, role: name, sts: sts)
    }
}
