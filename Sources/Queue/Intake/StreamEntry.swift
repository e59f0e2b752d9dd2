internal import Domain
internal import Redis

/// An entry as `XREADGROUP`, `XCLAIM` and `XRANGE` answer it.
struct StreamEntry {
    /// The name of the only field that our entries have.
    static let field = "e"

    let id: StreamID
    /// The payload, or nil when the entry has been deleted and only its place in a pending list is left.
    let bytes: Bytes?

    /// Reads `[id, [field, value, …]]`.
    ///
    /// An entry that somebody else put into our stream, without our field, reads as empty bytes: decoding it fails
    /// where undecodable entries are dealt with.
    init(_ value: RedisValue) throws {
        let parts = try value.requireElements()
        guard parts.count == 2 else { throw QueueReply.unexpected("an entry of two parts", value) }
        id = try QueueReply.streamID(parts[0])
        guard !parts[1].isNull else {
            bytes = nil
            return
        }
        let fields = try parts[1].requireElements()
        var payload: Bytes = []
        for index in stride(from: 0, to: fields.count - 1, by: 2) where fields[index].text == Self.field {
            payload = try fields[index + 1].requireBytes()[...]
        }
        bytes = payload
    }

    /// Reads the reply of `XREADGROUP` on one stream; null when nothing came in time.
    static func ofRead(_ reply: RedisValue) throws -> [StreamEntry] {
        if reply.isNull { return [] }
        guard let stream = try reply.requireElements().first else { return [] }
        let parts = try stream.requireElements()
        guard parts.count == 2 else { throw QueueReply.unexpected("a stream of two parts", stream) }
        return try parts[1].requireElements().map { try StreamEntry($0) }
    }
}
