internal import Domain

/// Rows for `COPY … FROM STDIN (FORMAT binary)`, in one buffer.
///
/// Each value must have exactly the column's type: `COPY` converts nothing.
public struct PostgresCopyRows: Sendable {
    /// How many rows have been started.
    public private(set) var count = 0

    @usableFromInline var buffer: [UInt8]

    /// Starts without rows, with room for about `capacity` bytes.
    public init(capacity: Int = 0) {
        buffer = Array("PGCOPY\n".utf8) + [0xff, 0x0d, 0x0a, 0]
        buffer.reserveCapacity(capacity)
        // No flags, no extension.
        buffer.appendBigEndian(Int64(0))
    }

    /// Starts a row; as many values as `columns` says must follow.
    public mutating func startRow(columns: Int) {
        buffer.appendBigEndian(Int16(clamping: columns))
        count += 1
    }

    /// Appends the row's next value, or NULL.
    @inlinable
    public mutating func append(_ value: (some PostgresEncodable)?) {
        if let value { value.encode(into: &buffer) } else { appendNull() }
    }

    /// Appends NULL.
    public mutating func appendNull() { buffer.appendBigEndian(Int32(-1)) }

    /// Appends an array of the parameter's type, or any other value that was made as a parameter.
    public mutating func append(_ parameter: PostgresParameter) {
        guard let bytes = parameter.bytes else { return appendNull() }
        bytes.encode(into: &buffer)
    }

    /// All rows and the mark that ends them.
    var finished: Bytes {
        var bytes = buffer
        bytes.appendBigEndian(Int16(-1))
        return bytes[...]
    }
}
