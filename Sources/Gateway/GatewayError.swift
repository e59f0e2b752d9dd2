internal import Glibc
internal import NIOCore

/// Why the server cannot listen, in words that say what to do.
public struct GatewayError: Error, Sendable, CustomStringConvertible {
    /// What is wrong and what to do.
    public let description: String

    init(_ error: IOError, listeningOn place: String) {
        switch error.errnoCode {
        case EADDRINUSE:
            description = "\(place) is in use by another process: stop it, or choose another address with --listen."
        case EACCES:
            description = "\(place) may not be used by this user: choose a port above 1023 with --listen."
        case EADDRNOTAVAIL:
            description = "\(place) is no address of this machine: choose another one with --listen."
        default:
            description = "cannot serve on \(place): \(error.description)"
        }
    }
}
