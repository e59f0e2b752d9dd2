internal import ConnectorCore

/// Says what a failed call means, and what to do about it.
struct SQSWords: Sendable {
    let settings: SQSSettings
    /// Where the calls went, once that is known.
    var endpoint: String?
    var region: String?

    /// - Parameter identity: who we were at that time.
    func error(_ failure: AWSFailure, as identity: Credentials?) -> ConnectorError {
        switch failure.kind {
        case .missing: ConnectorError(.missing, missing(failure))
        case .credentials: ConnectorError(.credentials, credentials(failure, identity))
        case .expired: ConnectorError(.credentials, expired(failure, identity))
        case .forbidden: ConnectorError(.forbidden, forbidden(failure, identity))
        case .skewed:
            ConnectorError(
                .credentials,
                "AWS refuses signatures because its time and ours differ (\(failure.code)): set this machine's clock"
            )
        case .throttled: ConnectorError(.disconnected, "SQS asks for fewer calls, ours wait longer (\(failure.words))")
        case .unavailable: ConnectorError(.disconnected, unreachable(failure))
        case .timeout: ConnectorError(.timeout, unreachable(failure))
        case .invalid: ConnectorError(.configuration, "SQS does not accept our calls: \(failure.words)")
        case .configuration: ConnectorError(.configuration, configuration(failure))
        case .protocolFailure:
            ConnectorError(
                .protocolFailure,
                "\(place) does not answer as SQS does: is `endpoint` right? (\(failure.words))"
            )
        }
    }

    /// The queue's region cannot be told.
    static let noRegion = ConnectorError(
        .configuration,
        "the region is not known: set `region`, or AWS_REGION in the environment"
    )

    private var place: String { endpoint ?? "SQS" }

    private var who: String { settings.role.map { "role `\($0.name)`" } ?? "these credentials" }

    private func missing(_ failure: AWSFailure) -> String {
        let region = region.map { " in region \($0)" } ?? ""
        return """
            queue `\(settings.queueName)` does not exist\(region): create it, or correct `queue`, `region` or `account`; it is \
            looked for again and again (\(failure.code))
            """
    }

    private func credentials(_ failure: AWSFailure, _ identity: Credentials?) -> String {
        let key = identity.map { "\($0)" } ?? "the access key"
        return """
            AWS does not accept \(key): check access_key_id and secret_access_key, or where the credentials come from \
            (\(failure.code))
            """
    }

    private func expired(_ failure: AWSFailure, _ identity: Credentials?) -> String {
        let key = identity.map { "\($0)" } ?? "the credentials"
        return
            "the session token of \(key) has expired: give new credentials, or a role that renews them (\(failure.code))"
    }

    private func forbidden(_ failure: AWSFailure, _ identity: Credentials?) -> String {
        let key = identity.map { "\($0)" } ?? who
        return """
            AWS does not let \(key) read queue `\(settings.queueName)`: grant sqs:GetQueueUrl, sqs:ReceiveMessage, \
            sqs:DeleteMessage, sqs:ChangeMessageVisibility and sqs:GetQueueAttributes, and kms:Decrypt where the queue is \
            encrypted with a key of its own (\(failure.words))
            """
    }

    private func unreachable(_ failure: AWSFailure) -> String {
        "\(place) does not answer: is the network open, and does `endpoint` or `region` name it? (\(failure.words))"
    }

    private func configuration(_ failure: AWSFailure) -> String {
        guard failure.code != "no credentials" || !failure.detail.isEmpty else {
            return """
                no AWS credentials were found: set access_key_id and secret_access_key, a profile, or give the process a role \
                (environment, web identity, profile, container and machine were asked)
                """
        }
        return "SQS cannot be used as configured: \(failure.words)"
    }
}
