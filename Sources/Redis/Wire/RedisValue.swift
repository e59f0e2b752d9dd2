/// A reply of Redis.
public enum RedisValue: Hashable, Sendable {
    /// A string: any bytes.
    case bytes([UInt8])
    /// A number.
    case integer(Int64)
    /// Several values.
    case array([RedisValue])
    /// Nothing: a missing key, a wait that ended without result.
    case null
    /// A short word such as `OK`.
    case status(String)
    /// An error reply.
    case failure(RedisError)
}

extension RedisValue {
    /// The value as text: of a string, a status or a number; nil for everything else and for bytes that are not UTF-8.
    public var text: String? {
        switch self {
        case .bytes(let bytes): String(validating: bytes, as: UTF8.self)
        case .status(let text): text
        case .integer(let number): String(number)
        case .array, .null, .failure: nil
        }
    }

    /// Whether there is no value.
    public var isNull: Bool { self == .null }

    /// The error, if the reply is one.
    public var failure: RedisError? {
        if case .failure(let error) = self { error } else { nil }
    }

    /// The kind of value in words, without its content: for messages.
    public var kind: String {
        switch self {
        case .bytes(let bytes): "a string of \(bytes.count) bytes"
        case .integer: "a number"
        case .array(let elements): "an array of \(elements.count)"
        case .null: "nothing"
        case .status: "a status"
        case .failure: "an error"
        }
    }

    /// Answers a number.
    ///
    /// - Throws: the reply's own error, or `unexpectedReply` when it is something else.
    public func requireInteger() throws(RedisError) -> Int64 {
        guard case .integer(let number) = self else { throw mismatch("a number") }
        return number
    }

    /// Answers the elements of an array.
    ///
    /// - Throws: the reply's own error, or `unexpectedReply` when it is something else.
    public func requireElements() throws(RedisError) -> [RedisValue] {
        guard case .array(let elements) = self else { throw mismatch("an array") }
        return elements
    }

    /// Answers the bytes of a string.
    ///
    /// - Throws: the reply's own error, or `unexpectedReply` when it is something else.
    public func requireBytes() throws(RedisError) -> [UInt8] {
        guard case .bytes(let bytes) = self else { throw mismatch("a string") }
        return bytes
    }

    private func mismatch(_ expected: String) -> RedisError {
        failure ?? RedisError(.unexpectedReply, "expected \(expected) in a reply, got \(kind)")
    }
}

extension Sequence<RedisValue> {
    /// The first error among the replies.
    public var firstFailure: RedisError? {
        lazy.compactMap(\.failure).first
    }

    /// Throws the first error among the replies, if there is one.
    public func throwFirstFailure() throws(RedisError) {
        if let error = firstFailure { throw error }
    }
}
