internal import Domain

/// A broker's address as one line: `amqp://user:password@host:port,host:port/vhost`.
struct AMQPAddress: Hashable, Sendable {
    var isEncrypted: Bool
    var username: String?
    var password: String?
    var hosts: [AMQPSettings.Host]
    /// Nil where the address has none, or an empty one.
    var virtualHost: String?

    /// What is wrong with an address; never contains it, because it may contain a password.
    struct Problem: Error, Hashable {
        let text: String

        init(_ text: String) { self.text = text }
    }

    static let plainPort = 5_672
    static let encryptedPort = 5_671

    init(_ text: String) throws(Problem) {
        guard let scheme = text.firstRange(of: "://"), ["amqp", "amqps"].contains(text[..<scheme.lowerBound]) else {
            throw Problem("an address begins with `amqp://` or `amqps://`")
        }
        isEncrypted = text[..<scheme.lowerBound] == "amqps"
        var rest = text[scheme.upperBound...]
        guard !rest.contains(where: { $0 == "?" || $0 == "#" || $0.isWhitespace }) else {
            throw Problem(
                "an address has no query, fragment or blanks; use the settings beside it, and %XX for special signs"
            )
        }
        if let slash = rest.firstIndex(of: "/") {
            let path = try Self.decode(rest[rest.index(after: slash)...], "the virtual host")
            virtualHost = path.isEmpty ? nil : path
            rest = rest[..<slash]
        }
        if let at = rest.lastIndex(of: "@") {
            let user = rest[..<at]
            let colon = user.firstIndex(of: ":")
            username = try Self.decode(user[..<(colon ?? user.endIndex)], "the user")
            password = try colon.map { index throws(Problem) in
                try Self.decode(user[user.index(after: index)...], "the password")
            }
            rest = rest[rest.index(after: at)...]
        }
        let port = isEncrypted ? Self.encryptedPort : Self.plainPort
        hosts = []
        for part in rest.split(separator: ",", omittingEmptySubsequences: false) {
            guard let host = AMQPSettings.Host(part, defaultPort: port) else {
                throw Problem("an address names its hosts as `host:port`, several with a comma between them")
            }
            hosts.append(host)
        }
    }

    private static func decode(_ text: Substring, _ what: String) throws(Problem) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard rest.count >= 2, let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) else {
                throw Problem("\(what) has a `%` that two hexadecimal digits do not follow; write `%25` for the sign")
            }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        guard let decoded = String(validating: bytes, as: UTF8.self), !decoded.utf8.contains(0) else {
            throw Problem("\(what) is not text")
        }
        return decoded
    }
}

extension AMQPSettings.Host {
    /// Reads `host`, `host:port`, `[address]` or `[address]:port`; nil when it is none of them.
    init?(_ text: some StringProtocol, defaultPort: Int) {
        var name = Substring(text)
        var port = defaultPort
        let isBracketed = name.hasPrefix("[")
        if let colon = name.lastIndex(of: ":"), !(isBracketed && name.hasSuffix("]")) {
            guard let number = UInt16(name[name.index(after: colon)...]), number > 0 else { return nil }
            port = Int(number)
            name = name[..<colon]
        }
        if isBracketed {
            guard name.hasSuffix("]") else { return nil }
            name = name.dropFirst().dropLast()
        }
        guard !name.isEmpty, name.contains(":") == isBracketed,
            name.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !Self.forbidden.contains($0) })
        else { return nil }
        self.init(name: String(name), port: port)
    }

    private static let forbidden = Set("/@,[]?#%\\".utf8)
}
