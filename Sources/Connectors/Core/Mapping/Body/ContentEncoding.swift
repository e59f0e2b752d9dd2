internal import Compression
internal import Domain

/// How the body of a message is compressed, as its producer says.
struct ContentEncoding {
    static let name = "content-encoding"

    /// One coding over the other is seen in the field, more is not.
    private static let maximumCodings = 3

    /// Words that change nothing. AMQP clients write the text's character set here: `utf-8` by default in kombu and Spring.
    private static let plain: Set<String> = [
        "", "identity", "utf-8", "utf8", "us-ascii", "ascii", "binary", "8bit", "7bit",
    ]

    /// In the order in which the producer applied them.
    let codings: [Coding]

    /// Reads a list such as `gzip` or `deflate, gzip`.
    init(_ text: String) throws(MappingFailure) {
        var codings: [Coding] = []
        for word in text.split(separator: ",", omittingEmptySubsequences: true) {
            let name = MediaType(String(word)).essence
            if Self.plain.contains(name) { continue }
            guard let coding = Coding(rawValue: name.hasPrefix("x-") ? String(name.dropFirst(2)) : name) else {
                let allowed = Coding.allCases.map(\.rawValue).joined(separator: ", ")
                throw MappingFailure(
                    "unknown content encoding \(MappingFailure.quoted(String(word))): use \(allowed) or identity"
                )
            }
            codings.append(coding)
            guard codings.count <= Self.maximumCodings else {
                throw MappingFailure("the body has more than \(Self.maximumCodings) content encodings")
            }
        }
        self.codings = codings
    }

    /// Compressed bytes as they are where a broker carries text alone, as SQS does: base 64, which they never look like themselves.
    private static func withoutArmour(_ body: Bytes) -> Bytes {
        let isArmour = { (byte: UInt8) in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "="):
                true
            default: false
            }
        }
        guard body.allSatisfy(isArmour), let bytes = Base64.decode(String(decoding: body, as: UTF8.self)) else {
            return body
        }
        return bytes[...]
    }

    /// Undoes the codings, the last first.
    ///
    /// - Throws: when the bytes are not what they are said to be, or become more than `limit`.
    func decoded(_ body: Bytes, limit: Int) throws(MappingFailure) -> Bytes {
        var body = Self.withoutArmour(body)
        for coding in codings.reversed() {
            do {
                body = try coding.decompress(body, limit: limit)[...]
            } catch .tooLarge {
                throw MappingFailure(
                    "data is too large: the body, compressed with \(coding.rawValue), has more than \(limit) bytes when it is "
                        + "decompressed (max_data_size)"
                )
            } catch {
                throw MappingFailure("the body, said to be compressed with \(coding.rawValue), \(error)")
            }
        }
        return body
    }
}

extension MessageMapping {
    /// The message with its body as it was before it was compressed; the same message when nothing says that it was.
    func decoded(_ message: Message, limit: Int) throws(MappingFailure) -> Message {
        guard let body = message.body, !body.isEmpty, let text = message.property(ContentEncoding.name) else {
            return message
        }
        let encoding = try ContentEncoding(text)
        guard !encoding.codings.isEmpty else { return message }
        var message = message
        message.body = try encoding.decoded(body, limit: bodyLimit(of: message, limit: limit))
        return message
    }

    /// The most bytes that a message may have so that its data can be within the limit.
    func bodyLimit(of message: Message, limit: Int) -> Int {
        switch format {
        case .raw: limit
        case .envelope: limit + EnvelopeFields.overhead
        case .cloudEvents: CloudEventMode.bodyLimit(of: message, limit: limit)
        }
    }
}
