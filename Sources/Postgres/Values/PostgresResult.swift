internal import CPQ

/// The answer to one statement: its rows in binary form, or the number of rows it changed.
///
/// Unchecked: libpq never changes a `PGresult` once it has been handed out, and lets any thread read it.
public final class PostgresResult: @unchecked Sendable {
    private let raw: OpaquePointer

    /// How many rows were returned.
    public let count: Int

    /// Takes over the result and frees it in the end.
    init(adopting raw: OpaquePointer) {
        self.raw = raw
        count = Int(PQntuples(raw))
    }

    deinit { PQclear(raw) }

    /// How many rows the statement inserted, updated, deleted or selected.
    public var rowsAffected: Int { PQcmdTuples(raw).flatMap { Int(String(cString: $0)) } ?? 0 }

    /// How many bytes libpq holds for the result.
    var memorySize: Int { PQresultMemorySize(raw) }

    /// The names of the columns.
    public var columns: [String] { (0..<PQnfields(raw)).map { name(of: Int($0)) } }

    func name(of column: Int) -> String {
        PQfname(raw, Int32(clamping: column)).map { String(cString: $0) } ?? "\(column)"
    }

    /// The field, or nil for NULL.
    /// - Throws: when there is no such column.
    func field(row: Int, column: Int) throws(PostgresError) -> PostgresField? {
        let (row, column) = (Int32(clamping: row), Int32(clamping: column))
        guard column >= 0, column < PQnfields(raw) else {
            throw PostgresError(.decoding, "the result has no column \(column)")
        }
        guard PQgetisnull(raw, row, column) == 0 else { return nil }
        let bytes = UnsafeRawBufferPointer(
            start: PQgetvalue(raw, row, column),
            count: Int(PQgetlength(raw, row, column))
        )
        return PostgresField(type: PostgresType(oid: PQftype(raw, column)), bytes: bytes)
    }
}

extension PostgresResult: RandomAccessCollection {
    /// Zero.
    public var startIndex: Int { 0 }
    /// The number of rows.
    public var endIndex: Int { count }
    /// A row by its position.
    public subscript(index: Int) -> PostgresRow {
        precondition(index >= 0 && index < count, "a result of \(count) rows has no row \(index)")
        return PostgresRow(result: self, index: index)
    }
}
