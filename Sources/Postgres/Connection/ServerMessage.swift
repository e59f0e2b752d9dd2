/// libpq's words about a connection, cleaned up: the SQLSTATE taken out, one line, no source locations.
struct ServerMessage: Equatable {
    let text: String
    let sqlState: String?

    /// Reads the verbose form: `FATAL:  28P01: password authentication failed…`, then `LOCATION:  auth_failed, auth.c:326`.
    init(parsing message: String) {
        var sqlState: String?
        let lines = message.split(whereSeparator: \.isNewline).compactMap { line -> String? in
            guard !Self.isLocation(line) else { return nil }
            guard let (state, rest) = Self.takeState(line) else { return String(line) }
            sqlState = state
            return rest
        }
        text = lines.joined(separator: "; ")
        self.sqlState = sqlState
    }

    /// Finds two spaces, five capitals or digits and a colon: words around them are translated, this form is not.
    private static func takeState(_ line: Substring) -> (state: String, rest: String)? {
        let bytes = Array(line.utf8)
        guard bytes.count >= 9 else { return nil }
        for start in 0...(bytes.count - 9) where bytes[start] == 0x20 && bytes[start + 1] == 0x20 {
            let state = bytes[(start + 2)..<(start + 7)]
            let isState = state.allSatisfy { (0x30...0x39).contains($0) || (0x41...0x5a).contains($0) }
            guard isState, bytes[start + 7] == UInt8(ascii: ":"), bytes[start + 8] == 0x20 else { continue }
            let rest = String(decoding: bytes[...start] + bytes[(start + 9)...], as: UTF8.self)
            return (String(decoding: state, as: UTF8.self), rest)
        }
        return nil
    }

    /// Lines that end in a C file and a line number.
    private static func isLocation(_ line: Substring) -> Bool {
        guard let colon = line.lastIndex(of: ":") else { return false }
        let number = line[line.index(after: colon)...]
        return line[..<colon].hasSuffix(".c") && !number.isEmpty && number.allSatisfy(\.isNumber)
    }
}
