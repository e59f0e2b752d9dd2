public import Domain

/// One part of a command: its name, a key, a number or any bytes.
public enum RedisArgument: Hashable, Sendable {
    /// Text, sent as UTF-8.
    case text(String)
    /// Any bytes.
    case bytes(Bytes)
    /// A number, sent in decimal.
    case integer(Int64)
}

extension RedisArgument: ExpressibleByStringLiteral {
    /// Makes text.
    public init(stringLiteral value: StaticString) { self = .text(value.description) }
}

extension RedisArgument: ExpressibleByIntegerLiteral {
    /// Makes a number.
    public init(integerLiteral value: Int64) { self = .integer(value) }
}
