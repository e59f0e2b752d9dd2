internal import ConnectorCore

extension AMQPFailure {
    /// The failure as people read it: what happened, which setting or grant is concerned, what to do.
    func connectorError(_ settings: AMQPSettings) -> ConnectorError {
        switch origin {
        case .broker(let code): brokerError(code, settings)
        case .library(let status): libraryError(status, settings)
        case .file(let setting):
            ConnectorError(
                .configuration,
                "`\(setting)` cannot be used (\(text)): is the file there, readable, and PEM?"
            )
        }
    }

    // MARK: - The broker's refusals

    private func brokerError(_ code: Int, _ settings: AMQPSettings) -> ConnectorError {
        let (queue, vhost) = (settings.queue, settings.virtualHost)
        switch code {
        case 403 where step == .loggingIn:
            return ConnectorError(
                .credentials,
                "RabbitMQ refused \(settings.identity.who): \(credentialsAdvice(settings)) (\(text))"
            )
        case 530, 402:
            return virtualHostError(settings)
        case 403:
            return ConnectorError(
                .forbidden,
                """
                RabbitMQ does not let \(settings.identity.who) \(verb(settings)): grant it with `rabbitmqctl \
                set_permissions -p \(vhost)` (\(text))
                """
            )
        case 404 where text.contains("is down or inaccessible"):
            return ConnectorError(
                .disconnected,
                "the node that has queue `\(queue)` is away: it is waited for (\(text))"
            )
        case 404:
            return missing(settings)
        case 405:
            return ConnectorError(
                .configuration,
                "queue `\(queue)` belongs to another connection alone: it was declared exclusive (\(text))"
            )
        case 406 where text.contains("timed out"):
            return ConnectorError(
                .timeout,
                "RabbitMQ took queue `\(queue)` back: a message was not settled within its `consumer_timeout` (\(text))"
            )
        case 406 where step == .declaring:
            return ConnectorError(
                .configuration,
                """
                queue `\(queue)` exists and is not as `declare` has it: correct `declare`, or leave it out to \
                take the queue as it is (\(text))
                """
            )
        case 320:
            return ConnectorError(
                .disconnected,
                "RabbitMQ closed the connection: it is shut down, or an operator did it (\(text))"
            )
        case 541, 506:
            return ConnectorError(.disconnected, "RabbitMQ cannot serve \(queue) now (\(text))")
        default:
            return ConnectorError(.protocolFailure, "RabbitMQ closed the channel with code \(code) (\(text))")
        }
    }

    private func virtualHostError(_ settings: AMQPSettings) -> ConnectorError {
        let vhost = settings.virtualHost
        if text.contains("not found") {
            return ConnectorError(
                .missing,
                """
                virtual host `\(vhost)` does not exist: create it with `rabbitmqctl add_vhost`, or correct \
                `vhost` (\(text))
                """
            )
        }
        if text.contains("refused for user") {
            return ConnectorError(
                .forbidden,
                """
                RabbitMQ does not let \(settings.identity.who) into virtual host `\(vhost)`: grant it with \
                `rabbitmqctl set_permissions -p \(vhost)` (\(text))
                """
            )
        }
        return ConnectorError(.forbidden, "RabbitMQ does not let us in (\(text))")
    }

    private func credentialsAdvice(_ settings: AMQPSettings) -> String {
        switch settings.identity {
        case .plain(username: "guest", _): "check the password; `guest` may only come from the broker's own machine"
        case .plain: "check the username and the password"
        case .external: "the certificate's name must be a user of the broker, and the broker must offer EXTERNAL"
        }
    }

    private func verb(_ settings: AMQPSettings) -> String {
        switch step {
        case .declaring: "configure queue `\(settings.queue)`"
        case .binding(let exchange):
            "bind queue `\(settings.queue)` to exchange `\(exchange)` (write on the one, read on the other)"
        default: "read queue `\(settings.queue)`"
        }
    }

    private func missing(_ settings: AMQPSettings) -> ConnectorError {
        if case .binding(let exchange) = step {
            return ConnectorError(
                .missing,
                """
                exchange `\(exchange)` does not exist in virtual host `\(settings.virtualHost)`: create it, or \
                correct `bindings` (\(text))
                """
            )
        }
        return ConnectorError(
            .missing,
            """
            queue `\(settings.queue)` does not exist in virtual host `\(settings.virtualHost)`: create it, let \
            `declare` make it, or correct `queue` (\(text))
            """
        )
    }

    // MARK: - What the library reports

    private func libraryError(_ status: Status, _ settings: AMQPSettings) -> ConnectorError {
        switch status {
        case .badCertificate:
            let message = "the broker's certificate is not trusted: give its authority as tls.ca_file (\(text))"
            return ConnectorError(.configuration, message)
        case .badName:
            let message =
                """
                the broker's certificate is for another name than the host's: use that name in `hosts` or \
                `url` (\(text))
                """
            return ConnectorError(.configuration, message)
        case .badHandshake:
            let message =
                "TLS with the broker failed: does the port speak TLS, and does it ask for a certificate? (\(text))"
            return ConnectorError(.configuration, message)
        case .badMechanism:
            return ConnectorError(.configuration, "the broker does not offer auth.mechanism as configured (\(text))")
        case .timeout, .silent:
            return ConnectorError(.timeout, "RabbitMQ does not answer (\(text))")
        case .closed where step == .loggingIn, .unreachable where step == .loggingIn:
            let message =
                """
                the broker closed the connection during the log-in: does the port speak AMQP, and \
                \(settings.tls == nil ? "without" : "with") TLS? (\(text))
                """
            return ConnectorError(.disconnected, message)
        case .closed, .unreachable, .unresolved, .other:
            return ConnectorError(.disconnected, "the connection to RabbitMQ is gone, or there was none (\(text))")
        }
    }
}

extension AMQPSettings.Identity {
    /// The user as people read it, without the password.
    var who: String {
        switch self {
        case .plain(let username, _): "user `\(username)`"
        case .external: "the user of our certificate"
        }
    }
}
