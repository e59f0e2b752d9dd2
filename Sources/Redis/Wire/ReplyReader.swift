internal import CHiredis

/// hiredis' parser: bytes in, replies out, however the bytes are cut.
struct ReplyReader: ~Copyable {
    /// Bytes handed over at once. hiredis moves the rest of its buffer to the front after every reply, so a large one
    /// that holds thousands of small replies would be moved thousands of times.
    static let slice = 16 << 10

    private let raw: UnsafeMutablePointer<redisReader>

    init() throws(RedisError) {
        guard let raw = redisReaderCreate() else { throw RedisError(.unavailable, "out of memory") }
        self.raw = raw
    }

    deinit { redisReaderFree(raw) }

    /// Hands over bytes that came from the server.
    func feed(_ bytes: UnsafeRawBufferPointer) throws(RedisError) {
        guard let start = bytes.baseAddress, !bytes.isEmpty else { return }
        try check(redisReaderFeed(raw, start.assumingMemoryBound(to: CChar.self), bytes.count))
    }

    /// Takes the next complete reply; nil until more bytes have come.
    func next() throws(RedisError) -> RedisValue? {
        var reply: UnsafeMutableRawPointer?
        try check(redisReaderGetReply(raw, &reply))
        guard let reply else { return nil }
        defer { freeReplyObject(reply) }
        return Self.value(of: reply.assumingMemoryBound(to: redisReply.self))
    }

    private func check(_ status: Int32) throws(RedisError) {
        guard status == REDIS_OK else {
            let text = withUnsafeBytes(of: &raw.pointee.errstr) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            throw RedisError(.protocolViolation, "the server does not speak the Redis protocol: \(text)")
        }
    }

    /// Copies a reply; hiredis limits how deep replies nest.
    private static func value(of reply: UnsafePointer<redisReply>) -> RedisValue {
        let reply = reply.pointee
        let bytes = UnsafeRawBufferPointer(start: reply.str, count: reply.str == nil ? 0 : reply.len)
        switch reply.type {
        case REDIS_REPLY_STRING:
            return .bytes([UInt8](bytes))
        case REDIS_REPLY_INTEGER:
            return .integer(reply.integer)
        case REDIS_REPLY_ARRAY:
            let elements = UnsafeBufferPointer(start: reply.element, count: reply.element == nil ? 0 : reply.elements)
            return .array(elements.map { $0.map { value(of: $0) } ?? .null })
        case REDIS_REPLY_STATUS:
            return .status(String(decoding: bytes, as: UTF8.self))
        case REDIS_REPLY_ERROR:
            return .failure(RedisError(reply: String(decoding: bytes, as: UTF8.self)))
        default:
            return .null
        }
    }
}
