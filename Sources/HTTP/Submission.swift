/// A request on its way, with who wants the answer. An object, because it passes through many hands.
final class Submission: Sendable {
    typealias Completion = @Sendable (Result<HTTPResponse, HTTPError>) -> Void

    let id: UInt64
    let request: HTTPRequest
    let submitted: ContinuousClock.Instant
    let completion: Completion

    init(id: UInt64, request: HTTPRequest, completion: @escaping Completion) {
        self.id = id
        self.request = request
        self.completion = completion
        submitted = .now
    }
}
