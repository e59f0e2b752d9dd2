internal import Domain

/// The head of a response, as raw lines.
enum ResponseHead {
    /// How many headers a response may have; further ones are left out.
    static let maximumCount = 256

    /// The headers of a head whose first line is the status line.
    static func headers(in head: [UInt8]) -> [Header] {
        var headers: [Header] = []
        for line in head.split(separator: UInt8(ascii: "\n")).dropFirst() where headers.count < maximumCount {
            guard let first = line.first, first != UInt8(ascii: " "), first != UInt8(ascii: "\t") else {
                // A folded line, long obsolete: it belongs to the value before.
                continueLast(of: &headers, with: line)
                continue
            }
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { continue }
            headers.append(Header(name: text(line[..<colon]), value: text(line[(colon + 1)...])))
        }
        return headers
    }

    private static func continueLast(of headers: inout [Header], with line: Bytes) {
        guard let last = headers.indices.last else { return }
        headers[last].value += " " + text(line)
    }

    /// Bytes without the white space around them; what is not UTF-8 is replaced.
    private static func text(_ bytes: Bytes) -> String {
        guard let start = bytes.firstIndex(where: { !isSpace($0) }), let end = bytes.lastIndex(where: { !isSpace($0) })
        else { return "" }
        return String(decoding: bytes[start...end], as: UTF8.self)
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
    }
}
