internal import Domain

/// Which headers of a message go out with the webhook.
///
/// Names that steer the connection, describe our body, carry our caller's credentials or belong to our signatures are never
/// forwarded, whatever is configured; nor are names that HTTP does not allow. Values are made safe, see ``MessageHeader/printable``.
public enum HeaderForwarding: Hashable, Sendable {
    /// All that may be.
    case all
    /// None.
    case none
    /// Those named; a star at the end stands for any rest. Lower case.
    case named([String])

    /// Forwarding ends before the headers of one message outgrow what HTTP servers accept.
    static let maximumCount = 100
    static let maximumBytes = 32 << 10

    /// The headers that go out.
    func headers(of message: Message, content: MessageMapping.Content) -> [Header] {
        guard self != .none, !message.headers.isEmpty else { return [] }
        var forwarded: [Header] = []
        var bytes = 0
        for header in message.headers {
            let name = header.name.asciiLowercased
            guard allows(name), !Self.isReserved(name, content: content) else { continue }
            let printable = header.printable
            guard printable.isValidHTTPField else { continue }
            bytes += printable.name.utf8.count + printable.value.utf8.count
            guard bytes <= Self.maximumBytes, forwarded.count < Self.maximumCount else { break }
            forwarded.append(printable)
        }
        return forwarded
    }

    private func allows(_ name: String) -> Bool {
        switch self {
        case .all: true
        case .none: false
        case .named(let patterns):
            patterns.contains { $0.hasSuffix("*") ? name.hasPrefix($0.dropLast()) : name == $0 }
        }
    }

    /// Whether a header of that name, in lower case, is never forwarded.
    static func isReserved(_ name: String, content: MessageMapping.Content) -> Bool {
        if reserved.contains(name) || name.hasPrefix("webhook-") || name.hasPrefix("proxy-") { return true }
        // Of an opaque body only its producer knows what it is.
        return content == .json && name == "content-type"
    }

    private static let reserved: Set<String> = [
        // hop by hop
        "connection", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade", "http2-settings",
        // ours to say
        "host", "content-length", "expect", "accept", "accept-encoding", "user-agent", "range", "x-convoy-signature",
        // bodies go out as they were before they were compressed
        ContentEncoding.name,
        // checked first, and carried whatever is forwarded
        TraceContext.parentName, TraceContext.stateName,
        // credentials
        "authorization", "cookie", "set-cookie", "x-api-key", "x-amz-security-token",
    ]
}

extension String {
    /// The text with `A`–`Z` turned into `a`–`z`; the same string when there are none.
    var asciiLowercased: String {
        guard utf8.contains(where: { $0.asciiLowercased != $0 }) else { return self }
        return String(decoding: utf8.map(\.asciiLowercased), as: UTF8.self)
    }
}
