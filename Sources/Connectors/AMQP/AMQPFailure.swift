/// What went wrong with the broker, in its words or the library's; ``connectorError(_:)`` says what to do about it.
struct AMQPFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was being done.
    enum Step: Hashable, Sendable {
        case connecting
        case tls
        case loggingIn
        case opening
        case declaring
        case binding(exchange: String)
        case consuming
    }

    /// Where the failure comes from.
    enum Origin: Hashable, Sendable {
        /// The broker closed the channel or the connection, with a code of the protocol.
        case broker(code: Int)
        /// The library, with its status.
        case library(Status)
        /// A file that the settings name.
        case file(setting: String)
    }

    /// What the library reports, as far as it makes a difference.
    enum Status: Hashable, Sendable {
        case closed
        case unresolved
        case unreachable
        case timeout
        case silent
        case badCertificate
        case badName
        case badHandshake
        case badMechanism
        case other
    }

    let step: Step
    let origin: Origin
    /// The broker's or the library's words; they contain no credentials.
    let text: String

    var description: String { text }

    /// Whether another server of the cluster may fare better.
    var mayPassElsewhere: Bool {
        switch origin {
        case .broker(let code):
            // The server goes down, the virtual host or the queue has its home on a node that is away.
            code == 320 || code == 541 || (code == 404 && text.contains("is down or inaccessible"))
        case .library(let status): status != .badMechanism
        case .file: false
        }
    }
}
