/// The protocol that a response came over.
public enum HTTPVersion: String, Hashable, Sendable {
    /// HTTP/1.0
    case http1 = "HTTP/1.0"
    /// HTTP/1.1
    case http11 = "HTTP/1.1"
    /// HTTP/2
    case http2 = "HTTP/2"
    /// HTTP/3
    case http3 = "HTTP/3"
}
