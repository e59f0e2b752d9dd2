internal import Domain

/// The rules for a header that is to be sent.
enum RequestField {
    /// Headers that frame the message or steer the connection. A stranger who could set them could hide a second
    /// request in the first.
    private static let managed = [
        "connection", "content-length", "expect", "host", "http2-settings", "keep-alive", "proxy-connection", "te",
        "trailer", "transfer-encoding", "upgrade",
    ]

    /// The first letters and lengths of `managed`, to let nearly every other name pass at once.
    private static let managedLengths = Set(managed.map(\.utf8.count)).reduce(into: UInt32(0)) { $0 |= 1 << UInt32($1) }

    /// Whether the connection alone sets headers of this name.
    static func isManagedByConnection(_ name: String) -> Bool {
        let count = name.utf8.count
        guard count < 32, managedLengths & (1 << UInt32(count)) != 0 else { return false }
        return managed.contains { $0.utf8.count == count && Header(name: name, value: "").isNamed($0) }
    }

    /// Whether a method is a token, and its exchange one that the client can follow.
    static func isSendable(method: String) -> Bool {
        Header(name: method, value: "").isValidHTTPField && method != "HEAD" && method != "CONNECT"
    }

    /// Why the header cannot be sent; nil when it can.
    static func problem(with header: Header) -> String? {
        if isManagedByConnection(header.name) {
            return "the header \(header.name) belongs to the connection and cannot be set"
        }
        guard !header.isValidHTTPField else { return nil }
        return "a header has a character in its name or value that HTTP does not allow (such as a line break)"
    }
}
