internal import Domain

/// An AMQP source's `url` as the settings that may stand instead of it, which is how Convoy's shape has them.
enum AMQPURL {
    /// The settings with `hosts`, `auth`, `vhost` and `tls` in the place of `url`; the same where there is none.
    ///
    /// What is stored has been checked, so a text that is no such URL stays as it is.
    static func expanded(_ settings: [String: Bytes]) -> [String: Bytes] {
        guard let url = settings["url"].flatMap({ JSON.string(from: $0) }), let mark = url.firstRange(of: "://") else {
            return settings
        }
        var expanded = settings
        expanded["url"] = nil
        if url.hasPrefix("amqps:"), expanded["tls"] == nil { expanded["tls"] = Bytes("true".utf8) }
        var rest = url[mark.upperBound...]
        if let slash = rest.firstIndex(of: "/") {
            let vhost = decoded(rest[slash...].dropFirst())
            if !vhost.isEmpty { expanded["vhost"] = Bytes(JSON.quoted(vhost).utf8) }
            rest = rest[..<slash]
        }
        if let at = rest.lastIndex(of: "@") {
            let user = rest[..<at].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            var writer = JSONWriter()
            writer.object { writer in
                writer.member("username", decoded(user[0]))
                writer.member("password", user.count > 1 ? decoded(user[1]) : "")
            }
            expanded["auth"] = writer.bytes[...]
            rest = rest[at...].dropFirst()
        }
        var writer = JSONWriter()
        writer.array { writer in rest.split(separator: ",").forEach { writer.string(String($0)) } }
        expanded["hosts"] = writer.bytes[...]
        return expanded
    }

    /// The text with every `%XX` replaced by its byte.
    private static func decoded(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            let digits = String(decoding: rest.prefix(2), as: UTF8.self)
            if byte == UInt8(ascii: "%"), digits.utf8.count == 2, let value = UInt8(digits, radix: 16) {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
