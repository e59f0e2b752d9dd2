internal import Domain
internal import Redis
internal import Specification

extension RedisStreamsSettings {
    /// Reads settings that fit the specification.
    init(_ object: CheckedObject) {
        self.init(
            url: object.string("url"),
            username: object.optionalString("username"),
            password: object.optionalString("password"),
            streams: Self.streams(object),
            group: object.string("group"),
            start: Self.start(object.string("start")) ?? .earliest,
            body: object.string("body") == "entry" ? .entry : .field(object.string("field")),
            maximumInFlight: object.integer("max_in_flight"),
            lease: object.duration("lease")
        )
    }

    /// The streams, whether one was given or a list.
    static func streams(_ object: CheckedObject) -> [String] {
        object.optionalString("stream").map { [$0] } ?? object.strings("stream")
    }

    /// Where Redis is, and who we are there.
    func endpoint() throws(RedisError) -> RedisEndpoint {
        guard username != nil || password != nil, let mark = url.firstRange(of: "://") else {
            return try RedisEndpoint(url: url)
        }
        let credentials = "\(Self.encoded(username ?? "")):\(Self.encoded(password ?? ""))@"
        return try RedisEndpoint(url: "\(url[..<mark.upperBound])\(credentials)\(url[mark.upperBound...])")
    }

    /// Letters and digits as they are, all else as `%XX`.
    private static func encoded(_ text: String) -> String {
        text.utf8.reduce(into: "") { encoded, byte in
            let character = Character(Unicode.Scalar(byte))
            if character.isASCII, character.isLetter || character.isNumber {
                encoded.append(character)
            } else {
                encoded += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }
    }
}
