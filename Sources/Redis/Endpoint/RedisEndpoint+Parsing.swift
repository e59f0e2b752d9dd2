extension RedisEndpoint {
    /// Where Redis listens unless told otherwise.
    private static let defaultPort = 6379

    private static let forms = "redis://[user[:password]@]host[:port][/database] or unix:///path[?db=database]"

    /// Reads `redis://[user[:password]@]host[:port][/database]` or `unix://[user[:password]@]/path[?db=database]`.
    ///
    /// User and password may be percent-encoded; `redis://:password@host` is the default user.
    ///
    /// - Throws: `RedisError` of code `invalidURL`; its message never quotes the password.
    public init(url: String) throws(RedisError) {
        guard let mark = Self.range(of: "://", in: url) else { throw Self.invalid("there is no scheme") }
        let scheme = url[..<mark.lowerBound].lowercased()
        var rest = url[mark.upperBound...]
        var query: Substring = ""
        if let start = rest.firstIndex(of: "?") {
            query = rest[rest.index(after: start)...]
            rest = rest[..<start]
        }
        (user, password) = try Self.takeCredentials(from: &rest)
        switch scheme {
        case "redis":
            var path: Substring = ""
            if let slash = rest.firstIndex(of: "/") {
                path = rest[rest.index(after: slash)...]
                rest = rest[..<slash]
            }
            address = try Self.tcpAddress(rest)
            database = try Self.database(path: path, query: query)
        case "unix", "redis+unix":
            let path = try Self.decoded(rest, "the path")
            guard path.hasPrefix("/"), path.utf8.count > 1 else {
                throw Self.invalid("the path must start with a slash")
            }
            address = .unix(path: path)
            database = try Self.database(path: "", query: query)
        case "rediss":
            throw RedisError(
                .invalidURL,
                "rediss:// (TLS) is not supported yet: use redis:// in a trusted network, or through a tunnel"
            )
        default:
            throw Self.invalid("the scheme \(scheme) is unknown")
        }
    }

    /// Splits what is before the last `@`, so that a password with an unencoded `@` is read as it was meant.
    private static func takeCredentials(
        from rest: inout Substring
    ) throws(RedisError) -> (user: String?, password: String?) {
        guard let at = rest.lastIndex(of: "@") else { return (nil, nil) }
        let text = rest[..<at]
        rest = rest[rest.index(after: at)...]
        guard let colon = text.firstIndex(of: ":") else { return (try decoded(text, "the user"), nil) }
        let user = try decoded(text[..<colon], "the user")
        let password = try decoded(text[text.index(after: colon)...], "the password")
        return (user.isEmpty ? nil : user, password.isEmpty ? nil : password)
    }

    private static func tcpAddress(_ text: Substring) throws(RedisError) -> Address {
        var host = text
        var port: Substring?
        if text.hasPrefix("[") {
            guard let end = text.firstIndex(of: "]") else { throw invalid("the address lacks a closing bracket") }
            host = text[text.index(after: text.startIndex)..<end]
            let after = text[text.index(after: end)...]
            guard after.isEmpty || after.hasPrefix(":") else { throw invalid("unexpected text after the address") }
            if !after.isEmpty { port = after.dropFirst() }
        } else if let colon = text.firstIndex(of: ":") {
            host = text[..<colon]
            port = text[text.index(after: colon)...]
        }
        guard !host.isEmpty else { throw invalid("there is no host") }
        guard let port else { return .tcp(host: String(host), port: defaultPort) }
        guard let number = Int(port), (1...65_535).contains(number) else {
            throw invalid("the port must be 1 to 65535")
        }
        return .tcp(host: String(host), port: number)
    }

    private static func database(path: Substring, query: Substring) throws(RedisError) -> Int {
        var text = path.hasSuffix("/") ? path.dropLast() : path
        for item in query.split(separator: "&") {
            guard item.hasPrefix("db=") else {
                throw invalid("unknown parameter \(item.prefix { $0 != "=" }); only db is known")
            }
            text = item.dropFirst(3)
        }
        if text.isEmpty { return 0 }
        guard let number = Int(text), (0...Int(Int32.max)).contains(number) else {
            throw invalid("the database must be a number from 0 on")
        }
        return number
    }

    // MARK: - Text

    private static func decoded(_ text: Substring, _ what: String) throws(RedisError) -> String {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            let digits = rest.prefix(2)
            guard digits.count == 2, digits.first != UInt8(ascii: "+"), digits.first != UInt8(ascii: "-"),
                let value = UInt8(Substring(digits), radix: 16)
            else { throw invalid("\(what) has a % that is not followed by two hexadecimal digits (write % as %25)") }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        guard let decoded = String(validating: bytes, as: UTF8.self), !decoded.utf8.contains(0) else {
            throw invalid("\(what) is not valid text")
        }
        return decoded
    }

    private static func range(of mark: String, in text: String) -> Range<String.Index>? {
        guard let start = text.firstIndex(of: ":"), text[start...].hasPrefix(mark) else { return nil }
        return start..<text.index(start, offsetBy: mark.count)
    }

    private static func invalid(_ reason: String) -> RedisError {
        RedisError(.invalidURL, "not a Redis URL: \(reason); expected \(forms)")
    }
}
