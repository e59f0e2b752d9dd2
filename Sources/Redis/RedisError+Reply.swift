extension RedisError {
    /// The first word of an error reply, where it says what to do.
    private static let codes: [Substring: Code] = [
        "LOADING": .loading,
        "READONLY": .readOnly,
        "OOM": .outOfMemory,
        "BUSY": .busy,
        "MISCONF": .cannotPersist,
        "MASTERDOWN": .redirected,
        "MOVED": .redirected,
        "ASK": .redirected,
        "TRYAGAIN": .redirected,
        "CLUSTERDOWN": .redirected,
        "NOAUTH": .authentication,
        "WRONGPASS": .authentication,
        "NOPERM": .permissionDenied,
        "NOSCRIPT": .noScript,
        "NOGROUP": .noGroup,
        "UNBLOCKED": .noGroup,
        "BUSYGROUP": .busyGroup,
        "WRONGTYPE": .wrongType,
    ]

    /// Reads the text of an error reply.
    init(reply text: String) {
        let word = text.prefix { $0 != " " }
        var code = Self.codes[word] ?? .server
        // A password where none is set, and the words of Redis before version 6.
        if text.hasPrefix("ERR Client sent AUTH") || text.hasPrefix("ERR AUTH")
            || text.hasPrefix("ERR invalid password")
        {
            code = .authentication
        }
        // Inside a script the answer of the command is quoted.
        if code == .server, text.contains("OOM command not allowed") { code = .outOfMemory }
        self.init(code, Self.withoutArguments(text), isReply: true)
    }

    /// Cuts what quotes the command: an unknown command is answered with its arguments, which may be a payload.
    private static func withoutArguments(_ text: String) -> String {
        let mark = ", with args beginning with:"
        var start = text.startIndex
        while start < text.endIndex {
            if text[start...].hasPrefix(mark) { return String(text[..<start]) }
            start = text.index(after: start)
        }
        return text
    }
}
