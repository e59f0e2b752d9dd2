internal import ConnectorCore
internal import Reactor

/// Finds a host that takes us, and subscribes there.
struct AMQPOpening: Sendable {
    /// A host that hangs holds a thread of these; the others of the process are not kept waiting.
    static let threads = BlockingThreads(name: "amqp-blocking", limit: 16)

    private let settings: AMQPSettings
    private let clientName: String
    private let timing: AMQPTiming

    init(_ settings: AMQPSettings, clientName: String, timing: AMQPTiming) {
        self.settings = settings
        self.clientName = clientName
        self.timing = timing
    }

    /// Tries the hosts in their order; a refusal that holds for all of them is thrown at once.
    func open() async throws -> AMQPLink {
        var failures: [(host: AMQPSettings.Host, error: ConnectorError)] = []
        for host in settings.hosts {
            try Task.checkCancellation()
            do {
                return try await open(host)
            } catch let failure as AMQPFailure {
                let error = failure.connectorError(settings)
                guard failure.mayPassElsewhere else { throw error }
                failures.append((host, error))
            } catch is BlockingCallTimedOut {
                failures.append((host, ConnectorError(.timeout, "RabbitMQ does not answer")))
            }
        }
        try Task.checkCancellation()
        throw Self.summary(of: failures)
    }

    private func open(_ host: AMQPSettings.Host) async throws -> AMQPLink {
        let (settings, clientName, timing) = (settings, clientName, timing)
        // Names are looked up before the library's own limit begins.
        let connected: ContinuousClock.Instant = .now + timing.connect + .seconds(1)
        let link = try await Self.threads.run(until: connected) {
            try AMQPLink.connect(to: host, settings.tls, milliseconds: timing.connect.wholeMilliseconds)
        }
        return try await withTaskCancellationHandler {
            try await Self.threads.run(until: .now + timing.handshake) {
                try link.logIn(
                    settings,
                    clientName: clientName,
                    milliseconds: timing.handshake.wholeMilliseconds
                )
                try link.prepare(settings)
            }
            return link
        } onCancel: {
            link.abort()
        }
    }

    /// One host's failure as it is; several together, each with its host.
    static func summary(of failures: [(host: AMQPSettings.Host, error: ConnectorError)]) -> ConnectorError {
        guard let last = failures.last else { return ConnectorError(.configuration, "`hosts` names no host") }
        let texts = failures.map { "\($0.host): \($0.error.message)" }
        // What needs a person outweighs what may pass.
        let code = failures.first { !$0.error.isTransient }?.error.code ?? last.error.code
        return ConnectorError(code, texts.joined(separator: "; "))
    }
}

extension Duration {
    /// Whole milliseconds, for C.
    var wholeMilliseconds: Int {
        Int(components.seconds) * 1_000 + Int(components.attoseconds / 1_000_000_000_000_000)
    }
}
