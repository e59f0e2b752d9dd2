/// Takes the fields of an intake entry from its bytes; trusts none of them.
struct IntakeReader {
    private let bytes: Bytes
    private var position: Int

    init(_ bytes: Bytes) {
        self.bytes = bytes
        position = bytes.startIndex
    }

    var isAtEnd: Bool { position == bytes.endIndex }

    mutating func byte() throws(IntakeDecodingError) -> UInt8 {
        guard position < bytes.endIndex else { throw .malformed("it ends too early") }
        defer { position += 1 }
        return bytes[position]
    }

    mutating func ulid() throws(IntakeDecodingError) -> ULID {
        ULID(high: try number(), low: try number())
    }

    mutating func timestamp() throws(IntakeDecodingError) -> Timestamp {
        Timestamp(microseconds: Int64(bitPattern: try number()))
    }

    mutating func text() throws(IntakeDecodingError) -> String {
        // String(validating:) does the same, behind generics that cost more than the text.
        let payload = try payload()
        guard let text = try? UTF8Span(validating: payload.span) else { throw .malformed("a text is not UTF-8") }
        return String(copying: text)
    }

    /// The bytes of the field, in the storage of the entry.
    mutating func payload() throws(IntakeDecodingError) -> Bytes {
        let count = try count()
        guard count <= bytes.endIndex - position else { throw .malformed("a field is longer than the entry") }
        defer { position += count }
        return bytes[position..<position + count]
    }

    mutating func headers() throws(IntakeDecodingError) -> [Header] {
        let count = try count()
        // Each header takes two bytes at least: a count that cannot be true must not reserve memory.
        guard count <= (bytes.endIndex - position) / 2 else { throw .malformed("there are more headers than fit") }
        var headers: [Header] = []
        headers.reserveCapacity(count)
        for _ in 0..<count {
            headers.append(Header(name: try text(), value: try text()))
        }
        return headers
    }

    private mutating func number() throws(IntakeDecodingError) -> UInt64 {
        guard bytes.endIndex - position >= 8 else { throw .malformed("it ends too early") }
        var number: UInt64 = 0
        for index in position..<position + 8 {
            number = number << 8 | UInt64(bytes[index])
        }
        position += 8
        return number
    }

    private mutating func count() throws(IntakeDecodingError) -> Int {
        var value = 0
        for shift in stride(from: 0, through: 49, by: 7) {
            let byte = try byte()
            value |= Int(byte & 0x7F) << shift
            if byte < 0x80 { return value }
        }
        throw .malformed("a length is too large")
    }
}
