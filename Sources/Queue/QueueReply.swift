internal import Domain
internal import Redis

/// Reads what Redis answers into the queue's own types; a reply of another shape is an error, never a trap.
enum QueueReply {
    static func ulid(_ value: RedisValue) throws -> ULID {
        guard let text = value.text, let id = ULID(text) else { throw unexpected("an id", value) }
        return id
    }

    /// Reads a score of milliseconds; `inf` and fractions do not occur in our sets.
    static func score(_ value: RedisValue) throws -> Timestamp {
        guard let text = value.text, let score = Double(text), score.isFinite, abs(score) < 9e15
        else { throw unexpected("a score", value) }
        return Timestamp(milliseconds: Int64(score))
    }

    static func streamID(_ value: RedisValue) throws -> StreamID {
        guard let text = value.text, let id = StreamID(text) else { throw unexpected("a stream id", value) }
        return id
    }

    static func unexpected(_ what: String, _ value: RedisValue) -> RedisError {
        RedisError(.unexpectedReply, "expected \(what) in a reply, got \(value.kind)")
    }
}
