public import Domain

/// What a server answered.
public struct HTTPResponse: Sendable {
    /// The status, such as 204; also of redirects, which are not followed.
    public let status: Int

    /// The body, at most as long as the request allowed.
    public let body: [UInt8]

    /// Whether the body or the headers were longer than what was kept.
    public let isTruncated: Bool

    /// The address that answered, such as `192.0.2.1:443` or `[2001:db8::1]:443`; the proxy's when there is one.
    public let address: String

    /// The protocol spoken.
    public let version: HTTPVersion

    /// Where the time went.
    public let timings: HTTPTimings

    /// The head as it arrived, status line first. Most responses are never looked into, so it is parsed on demand.
    let head: [UInt8]

    /// The headers, in the order they arrived; parsed anew by each call.
    public var headers: [Header] { ResponseHead.headers(in: head) }
}
