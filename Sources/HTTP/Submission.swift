internal import Reactor

/// A request on its way, with who wants the answer.
struct Submission: Sendable {
    typealias Completion = @Sendable (Result<HTTPResponse, HTTPError>) -> Void

    let id: UInt64
    let request: HTTPRequest
    let submitted: ContinuousClock.Instant
    let completion: Completion
}
