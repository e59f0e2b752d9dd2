/// The parts of a URL that a configuration must get right; the clients that use it parse it in full.
public struct URLText: Sendable {
    /// The scheme, in lower case.
    public let scheme: String

    /// The host, without brackets.
    public let host: String

    /// The port, when one is written.
    public let port: Int?

    /// The name and password before the host, when they are written.
    public let userInfo: String?

    /// Whether a password stands in the URL.
    public var hasPassword: Bool { userInfo?.contains(":") ?? false }

    /// Reads a URL with a host; `nil` when the text is none.
    public init?(_ text: String) {
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else { return nil }
        let scheme = text.prefix { $0 != ":" }
        guard text[scheme.endIndex...].hasPrefix("://"), let first = scheme.utf8.first, Self.isLetter(first),
            scheme.utf8.allSatisfy({ Self.isLetter($0) || (0x30...0x39).contains($0) || "+-.".utf8.contains($0) })
        else { return nil }
        let authority = text[scheme.endIndex...].dropFirst(3).prefix { !"/?#".contains($0) }
        let userEnd = authority.lastIndex(of: "@")
        var place = userEnd.map { authority[authority.index(after: $0)...] } ?? authority
        if place.first == "[" {
            guard let end = place.firstIndex(of: "]") else { return nil }
            host = String(place[place.index(after: place.startIndex)..<end])
            guard host.utf8.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit || ":.%".utf8.contains($0) }) else {
                return nil
            }
            place = place[place.index(after: end)...]
        } else {
            let name = place.prefix { $0 != ":" }
            guard !name.contains(where: { "<>\"\\^`{|}[]".contains($0) }) else { return nil }
            host = String(name)
            place = place[name.endIndex...]
        }
        if place.isEmpty {
            port = nil
        } else {
            guard place.first == ":", let number = UInt16(place.dropFirst()), number > 0 else { return nil }
            port = Int(number)
        }
        guard !host.isEmpty else { return nil }
        self.scheme = scheme.lowercased()
        userInfo = userEnd.map { String(authority[..<$0]) }
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }

    /// The URL with its password masked, or with all that stands before the host when that is one token; other text is
    /// returned as it is.
    public static func masked(_ text: String) -> String {
        guard let end = text.firstIndex(of: ":"), text[end...].hasPrefix("://") else { return text }
        let authority = text[end...].dropFirst(3).prefix { !"/?#".contains($0) }
        guard let at = authority.lastIndex(of: "@") else { return text }
        let secret = authority[..<at].firstIndex(of: ":").map(authority.index(after:)) ?? authority.startIndex
        return String(text[..<secret]) + Mask.text + String(text[at...])
    }
}
