internal import HTTP

/// Why a request did not do what it should.
enum RequestFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// There was no answer.
    case transport(HTTPError)
    /// The server said no.
    case refused(GoogleError)
    /// The answer is longer than is read.
    case tooLarge
    /// The answer is not what was asked for.
    case unreadable(String)

    /// Whether the same request may succeed later.
    var isTransient: Bool {
        switch self {
        case .transport(let error): error.isRetryable
        case .refused(let error): error.isTransient
        case .tooLarge: true
        case .unreadable: false
        }
    }

    var description: String {
        switch self {
        case .transport(let error): "\(error)"
        case .refused(let error): "\(error)"
        case .tooLarge: "the answer is too large"
        case .unreadable(let reason): "the answer cannot be read: \(reason)"
        }
    }
}
