internal import Domain
internal import HTTP

/// What the end of an attempt means for its delivery.
enum Verdict: Sendable, Equatable {
    case delivered
    /// Worth another attempt, not before `after` when the receiver asked for a pause.
    case failed(reason: String, after: Duration?)
    /// 410: the receiver wants no more of this, ever.
    case gone

    /// The longest pause a receiver may ask for with `Retry-After`.
    static let longestPause: Duration = .seconds(3_600)

    /// Reads an answer: 2xx succeeds, whatever its body; a redirect is a failure that says so (it is never followed).
    init(_ result: Result<HTTPResponse, HTTPError>, now: Timestamp) {
        switch result {
        case .failure(let error):
            self = .failed(reason: error.description, after: nil)
        case .success(let response):
            switch response.status {
            case 200..<300:
                self = .delivered
            case 300..<400:
                self = .failed(reason: "redirect (\(response.status)) not followed", after: nil)
            case 410:
                self = .gone
            case 429, 503:
                self = .failed(
                    reason: "answered \(response.status)",
                    after: Self.pause(asked: response.headers.firstValue(named: "retry-after"), now: now)
                )
            default:
                self = .failed(reason: "answered \(response.status)", after: nil)
            }
        }
    }

    /// `Retry-After` in seconds or as an HTTP date (RFC 9110 §10.2.3), bounded.
    static func pause(asked value: String?, now: Timestamp) -> Duration? {
        guard let value else { return nil }
        if let seconds = Int64(value), seconds >= 0 { return min(.seconds(seconds), longestPause) }
        guard let date = HTTPDate.parse(value) else { return nil }
        return min(max(.zero, date.since(now)), longestPause)
    }
}
