public import Domain

/// A value with a binary form that PostgreSQL reads without parsing text.
public protocol PostgresEncodable: Sendable {
    /// The type that the server is told.
    static var postgresType: PostgresType { get }
    /// The type of an array of such values.
    static var postgresArrayType: PostgresType { get }
    /// Appends the value's length as four bytes and then its bytes, which is how arrays, rows of `COPY` and parameters
    /// all carry it.
    func encode(into buffer: inout [UInt8])
}

extension PostgresEncodable where Self: FixedWidthInteger {
    /// Appends the length and the big-endian bytes.
    @inlinable
    public func encode(into buffer: inout [UInt8]) {
        buffer.appendBigEndian(Int32(Self.bitWidth / 8))
        buffer.appendBigEndian(self)
    }
}

extension Int16: PostgresEncodable {
    /// `smallint`.
    @inlinable public static var postgresType: PostgresType { .int2 }
    /// `smallint[]`.
    @inlinable public static var postgresArrayType: PostgresType { .int2Array }
}

extension Int32: PostgresEncodable {
    /// `integer`.
    @inlinable public static var postgresType: PostgresType { .int4 }
    /// `integer[]`.
    @inlinable public static var postgresArrayType: PostgresType { .int4Array }
}

extension Int64: PostgresEncodable {
    /// `bigint`.
    @inlinable public static var postgresType: PostgresType { .int8 }
    /// `bigint[]`.
    @inlinable public static var postgresArrayType: PostgresType { .int8Array }
}

extension Int: PostgresEncodable {
    /// `bigint`.
    @inlinable public static var postgresType: PostgresType { .int8 }
    /// `bigint[]`.
    @inlinable public static var postgresArrayType: PostgresType { .int8Array }
}

extension Bool: PostgresEncodable {
    /// `boolean`.
    @inlinable public static var postgresType: PostgresType { .bool }
    /// `boolean[]`.
    @inlinable public static var postgresArrayType: PostgresType { .boolArray }

    /// Appends the length and one byte.
    @inlinable
    public func encode(into buffer: inout [UInt8]) {
        buffer.appendBigEndian(Int32(1))
        buffer.append(self ? 1 : 0)
    }
}

extension Double: PostgresEncodable {
    /// `double precision`.
    @inlinable public static var postgresType: PostgresType { .float8 }
    /// `double precision[]`.
    @inlinable public static var postgresArrayType: PostgresType { .float8Array }

    /// Appends the length and the IEEE 754 bits.
    @inlinable
    public func encode(into buffer: inout [UInt8]) {
        buffer.appendBigEndian(Int32(8))
        buffer.appendBigEndian(bitPattern)
    }
}

extension String: PostgresEncodable {
    /// `text`.
    @inlinable public static var postgresType: PostgresType { .text }
    /// `text[]`.
    @inlinable public static var postgresArrayType: PostgresType { .textArray }

    /// Appends the length and the UTF-8 bytes. The server refuses U+0000 in text with SQLSTATE 22021.
    @inlinable
    public func encode(into buffer: inout [UInt8]) {
        let utf8 = self.utf8
        buffer.appendBigEndian(Int32(clamping: utf8.count))
        buffer.append(contentsOf: utf8)
    }
}

extension ArraySlice<UInt8>: PostgresEncodable {
    /// `bytea`.
    @inlinable public static var postgresType: PostgresType { .bytea }
    /// `bytea[]`.
    @inlinable public static var postgresArrayType: PostgresType { .byteaArray }

    /// Appends the length and the bytes.
    @inlinable
    public func encode(into buffer: inout [UInt8]) {
        buffer.appendBigEndian(Int32(clamping: count))
        buffer.append(contentsOf: self)
    }
}

extension ULID: PostgresEncodable {
    /// `uuid`: sixteen bytes that sort as the identifiers do.
    @inlinable public static var postgresType: PostgresType { .uuid }
    /// `uuid[]`.
    @inlinable public static var postgresArrayType: PostgresType { .uuidArray }

    /// Appends the length and sixteen bytes.
    @inlinable
    public func encode(into buffer: inout [UInt8]) {
        buffer.appendBigEndian(Int32(16))
        buffer.appendBigEndian(high)
        buffer.appendBigEndian(low)
    }
}

extension Timestamp: PostgresEncodable {
    /// `timestamp with time zone`.
    @inlinable public static var postgresType: PostgresType { .timestamptz }
    /// `timestamp with time zone[]`.
    @inlinable public static var postgresArrayType: PostgresType { .timestamptzArray }

    /// Microseconds between the epochs of Unix and of PostgreSQL, which counts from 2000-01-01.
    @usableFromInline static var postgresEpoch: Int64 { 946_684_800_000_000 }

    /// Appends the length and the microseconds since 2000. What lies before the server's earliest time is sent as the
    /// lowest number, which the server takes for `-infinity`.
    @inlinable
    public func encode(into buffer: inout [UInt8]) {
        let (shifted, overflow) = microseconds.subtractingReportingOverflow(Self.postgresEpoch)
        buffer.appendBigEndian(Int32(8))
        buffer.appendBigEndian(overflow ? Int64.min : shifted)
    }
}

extension [UInt8] {
    /// Appends an integer in network byte order.
    @inlinable
    mutating func appendBigEndian<T: FixedWidthInteger>(_ value: T) {
        Swift.withUnsafeBytes(of: value.bigEndian) { append(contentsOf: $0) }
    }
}
