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
        isToken(method) && method != "HEAD" && method != "CONNECT"
    }

    /// Why the header cannot be sent; nil when it can.
    static func problem(with header: Header) -> String? {
        if isManagedByConnection(header.name) {
            return "the header \(header.name) belongs to the connection and cannot be set"
        }
        guard !isToken(header.name) || !isValue(header.value) else { return nil }
        return "a header has a character in its name or value that HTTP does not allow (such as a line break)"
    }

    // MARK: - Characters. Each header of each request passes here, hence the bit mask.

    /// The characters of tokens (RFC 9110, 5.6.2), one bit for each ASCII character.
    private static let tokenCharacters: (UInt64, UInt64) = {
        let letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-.^_`|~"
        return letters.utf8.reduce(into: (0, 0)) { mask, byte in
            if byte < 64 { mask.0 |= 1 << UInt64(byte) } else { mask.1 |= 1 << UInt64(byte - 64) }
        }
    }()

    private static func isToken(_ text: String) -> Bool {
        let (low, high) = tokenCharacters
        var text = text
        return text.withUTF8 { bytes in
            var isToken = !bytes.isEmpty
            for byte in bytes {
                let bit: UInt64 = 1 << UInt64(byte & 63)
                isToken = isToken && (byte < 64 ? low & bit : byte < 128 ? high & bit : 0) != 0
            }
            return isToken
        }
    }

    /// Any bytes but control characters; a tab is allowed.
    private static func isValue(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            // Without an early exit the compiler looks at many bytes at once.
            var controls: UInt8 = 0
            for byte in bytes { controls |= (byte < 0x20 && byte != 0x09) || byte == 0x7F ? 1 : 0 }
            return controls == 0
        }
    }
}
