public import Domain

/// One parameter of a statement: its type and its binary form, or NULL.
public struct PostgresParameter: Sendable {
    /// The type that the server is told when the statement is prepared.
    public let type: PostgresType
    /// The binary form without a length; nil is NULL.
    let bytes: Bytes?

    init(_ type: PostgresType, _ bytes: Bytes?) {
        self.type = type
        self.bytes = bytes
    }

    /// Encodes any value that has a binary form; nil becomes NULL.
    public init<Value: PostgresEncodable>(_ value: Value?) {
        self.init(Value.postgresType, value.map(Self.binaryForm))
    }

    /// NULL of a given type.
    public static func null(_ type: PostgresType) -> PostgresParameter { PostgresParameter(type, nil) }

    /// `uuid`.
    public static func uuid(_ value: ULID?) -> PostgresParameter { PostgresParameter(value) }

    /// `text`.
    public static func text(_ value: String?) -> PostgresParameter { PostgresParameter(value) }

    /// `json` from its text, which the server checks and keeps as it is.
    public static func json(_ text: String?) -> PostgresParameter {
        PostgresParameter(.json, text.map { Bytes($0.utf8) })
    }

    /// `json` from its bytes, which the server checks and keeps as they are.
    public static func json(_ bytes: Bytes) -> PostgresParameter { PostgresParameter(.json, bytes) }

    /// `bigint` from any integer; one beyond 64 bits becomes the nearest that fits. For NULL write `.null(.int8)`.
    public static func int<Value: FixedWidthInteger>(_ value: Value?) -> PostgresParameter {
        PostgresParameter(value.map { Int64(clamping: $0) })
    }

    /// `integer`.
    public static func int4(_ value: Int32?) -> PostgresParameter { PostgresParameter(value) }

    /// `smallint`.
    public static func int2(_ value: Int16?) -> PostgresParameter { PostgresParameter(value) }

    /// `boolean`.
    public static func bool(_ value: Bool?) -> PostgresParameter { PostgresParameter(value) }

    /// `double precision`.
    public static func double(_ value: Double?) -> PostgresParameter { PostgresParameter(value) }

    /// `bytea`; the slice is sent from where it is.
    public static func bytes(_ value: Bytes?) -> PostgresParameter { PostgresParameter(.bytea, value) }

    /// `bytea`.
    public static func bytes(_ value: [UInt8]) -> PostgresParameter { PostgresParameter(.bytea, value[...]) }

    /// `timestamp with time zone`.
    public static func timestamp(_ value: Timestamp?) -> PostgresParameter { PostgresParameter(value) }

    /// An array of values; for bulk statements fill a `PostgresArrayBuilder` instead.
    public static func array<Element: PostgresEncodable>(_ values: some Sequence<Element>) -> PostgresParameter {
        var builder = PostgresArrayBuilder<Element>(capacity: values.underestimatedCount)
        for value in values { builder.append(value) }
        return builder.parameter
    }

    /// How many bytes of the wire the value takes.
    var size: Int { bytes?.count ?? 0 }

    private static func binaryForm(of value: some PostgresEncodable) -> Bytes {
        var buffer: [UInt8] = []
        value.encode(into: &buffer)
        return buffer.dropFirst(4)
    }
}
