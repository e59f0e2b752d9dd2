public import Domain

/// One value of a result: its type and its bytes, which live as long as the result does.
public struct PostgresField {
    let type: PostgresType
    let bytes: UnsafeRawBufferPointer
}

/// A value that can be read from PostgreSQL's binary form.
public protocol PostgresDecodable: Sendable {
    /// Reads the value, or answers nil when the field has another type or a malformed value.
    static func decode(_ field: PostgresField) -> Self?
}

extension Bool: PostgresDecodable {
    /// Reads `boolean`.
    public static func decode(_ field: PostgresField) -> Bool? {
        guard field.type == .bool, field.bytes.count == 1 else { return nil }
        return field.bytes[0] != 0
    }
}

extension Int: PostgresDecodable {
    /// Reads `bigint`, `integer` and `smallint`.
    public static func decode(_ field: PostgresField) -> Int? {
        switch field.type {
        case .int8: field.bytes.bigEndian(Int64.self).map(Int.init)
        case .int4: field.bytes.bigEndian(Int32.self).map(Int.init)
        case .int2: field.bytes.bigEndian(Int16.self).map(Int.init)
        default: nil
        }
    }
}

extension Int64: PostgresDecodable {
    /// Reads `bigint`, `integer` and `smallint`.
    public static func decode(_ field: PostgresField) -> Int64? { Int.decode(field).map(Int64.init) }
}

extension Int32: PostgresDecodable {
    /// Reads an integer that fits.
    public static func decode(_ field: PostgresField) -> Int32? { Int.decode(field).flatMap(Int32.init(exactly:)) }
}

extension Int16: PostgresDecodable {
    /// Reads an integer that fits.
    public static func decode(_ field: PostgresField) -> Int16? { Int.decode(field).flatMap(Int16.init(exactly:)) }
}

extension Double: PostgresDecodable {
    /// Reads `double precision` and `real`.
    public static func decode(_ field: PostgresField) -> Double? {
        switch field.type {
        case .float8: field.bytes.bigEndian(UInt64.self).map(Double.init(bitPattern:))
        case .float4: field.bytes.bigEndian(UInt32.self).map { Double(Float(bitPattern: $0)) }
        default: nil
        }
    }
}

extension String: PostgresDecodable {
    /// Reads text types, `json`, `jsonb` and enumerations.
    public static func decode(_ field: PostgresField) -> String? {
        field.textBytes.map { String(decoding: $0, as: UTF8.self) }
    }
}

extension ArraySlice<UInt8>: PostgresDecodable {
    /// Reads `bytea`, and the UTF-8 bytes of what can be read as a string.
    public static func decode(_ field: PostgresField) -> ArraySlice<UInt8>? {
        if field.type == .bytea { return Bytes(field.bytes) }
        return field.textBytes.map { Bytes($0) }
    }
}

extension ULID: PostgresDecodable {
    /// Reads `uuid`.
    public static func decode(_ field: PostgresField) -> ULID? {
        guard field.type == .uuid, field.bytes.count == 16 else { return nil }
        let halves = field.bytes.loadUnaligned(as: (UInt64, UInt64).self)
        return ULID(high: UInt64(bigEndian: halves.0), low: UInt64(bigEndian: halves.1))
    }
}

extension Timestamp: PostgresDecodable {
    /// Reads `timestamp with time zone`, and `timestamp` as UTC; infinite ones have no such value.
    public static func decode(_ field: PostgresField) -> Timestamp? {
        guard field.type == .timestamptz || field.type == .timestamp,
            let shifted = field.bytes.bigEndian(Int64.self), shifted != .min, shifted != .max
        else { return nil }
        let (microseconds, overflow) = shifted.addingReportingOverflow(postgresEpoch)
        return overflow ? nil : Timestamp(microseconds: microseconds)
    }
}

extension PostgresField {
    fileprivate var textBytes: UnsafeRawBufferPointer? {
        switch type {
        case .text, .varchar, .bpchar, .name, .json, .unknown: bytes
        // A version, 1 so far, and then the text.
        case .jsonb: bytes.first == 1 ? UnsafeRawBufferPointer(rebasing: bytes.dropFirst()) : nil
        default: type.oid >= PostgresType.firstUserDefined ? bytes : nil
        }
    }
}

extension UnsafeRawBufferPointer {
    /// Reads an integer in network byte order that fills the buffer exactly.
    func bigEndian<T: FixedWidthInteger>(_ type: T.Type) -> T? where T: BitwiseCopyable {
        guard count == T.bitWidth / 8 else { return nil }
        return T(bigEndian: loadUnaligned(as: T.self))
    }
}
