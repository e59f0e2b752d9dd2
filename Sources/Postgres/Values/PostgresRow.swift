public import Domain

/// One row of a result, read by position.
///
/// Each reading comes in two forms: the plain one throws on NULL, the one called `optional…` answers nil.
public struct PostgresRow: Sendable {
    let result: PostgresResult
    let index: Int

    /// Reads any type that has a binary form.
    /// - Throws: `PostgresError.Code.decoding`, naming the column, when it is NULL or of another type.
    public func decode<Value: PostgresDecodable>(
        _ column: Int,
        as type: Value.Type = Value.self
    ) throws(PostgresError) -> Value {
        guard let value = try decodeIfPresent(column, as: type) else {
            throw PostgresError(.decoding, "column \(result.name(of: column)) is NULL where a value is expected")
        }
        return value
    }

    /// Reads any type that has a binary form, or nil for NULL.
    /// - Throws: `PostgresError.Code.decoding`, naming the column, when it is of another type.
    public func decodeIfPresent<Value: PostgresDecodable>(
        _ column: Int,
        as type: Value.Type = Value.self
    ) throws(PostgresError) -> Value? {
        guard let field = try result.field(row: index, column: column) else { return nil }
        guard let value = Value.decode(field) else { throw mismatch(column, field.type, "\(type)") }
        return value
    }

    /// Reads an array without NULLs in it.
    /// - Throws: `PostgresError.Code.decoding` when it is NULL, contains NULL, or has elements of another type.
    public func array<Element: PostgresDecodable>(
        _ column: Int,
        of element: Element.Type = Element.self
    ) throws(PostgresError) -> [Element] {
        let elements = try arrayWithNulls(column, of: element)
        let values = elements.compactMap { $0 }
        guard values.count == elements.count else {
            throw PostgresError(.decoding, "the array in column \(result.name(of: column)) contains NULL")
        }
        return values
    }

    /// Reads an array whose elements may be NULL.
    /// - Throws: `PostgresError.Code.decoding` when it is NULL or has elements of another type.
    public func arrayWithNulls<Element: PostgresDecodable>(
        _ column: Int,
        of element: Element.Type = Element.self
    ) throws(PostgresError) -> [Element?] {
        guard let field = try result.field(row: index, column: column) else {
            throw PostgresError(.decoding, "column \(result.name(of: column)) is NULL where an array is expected")
        }
        guard let elements = field.elements(element) else { throw mismatch(column, field.type, "[\(element)]") }
        return elements
    }

    /// Whether a column is NULL.
    public func isNull(_ column: Int) throws(PostgresError) -> Bool {
        try result.field(row: index, column: column) == nil
    }

    private func mismatch(_ column: Int, _ type: PostgresType, _ wanted: String) -> PostgresError {
        PostgresError(
            .decoding,
            "column \(result.name(of: column)) (type \(type.oid)) cannot be read as \(wanted)"
        )
    }
}

extension PostgresRow {
    /// Reads `uuid`.
    public func ulid(_ column: Int) throws(PostgresError) -> ULID { try decode(column) }
    /// Reads `uuid` or NULL.
    public func optionalULID(_ column: Int) throws(PostgresError) -> ULID? { try decodeIfPresent(column) }

    /// Reads text types, `json`, `jsonb` and enumerations.
    public func text(_ column: Int) throws(PostgresError) -> String { try decode(column) }
    /// Reads text types, `json`, `jsonb`, enumerations or NULL.
    public func optionalText(_ column: Int) throws(PostgresError) -> String? { try decodeIfPresent(column) }

    /// Reads an integer of any width.
    public func int(_ column: Int) throws(PostgresError) -> Int { try decode(column) }
    /// Reads an integer of any width or NULL.
    public func optionalInt(_ column: Int) throws(PostgresError) -> Int? { try decodeIfPresent(column) }

    /// Reads an integer of any width.
    public func int64(_ column: Int) throws(PostgresError) -> Int64 { try decode(column) }
    /// Reads an integer of any width or NULL.
    public func optionalInt64(_ column: Int) throws(PostgresError) -> Int64? { try decodeIfPresent(column) }

    /// Reads `boolean`.
    public func bool(_ column: Int) throws(PostgresError) -> Bool { try decode(column) }
    /// Reads `boolean` or NULL.
    public func optionalBool(_ column: Int) throws(PostgresError) -> Bool? { try decodeIfPresent(column) }

    /// Reads `double precision` or `real`.
    public func double(_ column: Int) throws(PostgresError) -> Double { try decode(column) }
    /// Reads `double precision`, `real` or NULL.
    public func optionalDouble(_ column: Int) throws(PostgresError) -> Double? { try decodeIfPresent(column) }

    /// Reads `bytea`, or the UTF-8 bytes of text and `json`.
    public func bytes(_ column: Int) throws(PostgresError) -> Bytes { try decode(column) }
    /// Reads `bytea`, the UTF-8 bytes of text and `json`, or NULL.
    public func optionalBytes(_ column: Int) throws(PostgresError) -> Bytes? { try decodeIfPresent(column) }

    /// Reads `timestamp with time zone`.
    public func timestamp(_ column: Int) throws(PostgresError) -> Timestamp { try decode(column) }
    /// Reads `timestamp with time zone` or NULL.
    public func optionalTimestamp(_ column: Int) throws(PostgresError) -> Timestamp? { try decodeIfPresent(column) }
}
