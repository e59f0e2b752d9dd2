/// Builds one array parameter in one buffer: the columns of a bulk statement that `unnest` turns into rows.
///
/// The element type decides the array's type: `ULID` makes `uuid[]`, `String` `text[]`, `Bytes` `bytea[]`, `Int16`,
/// `Int32` and `Int64` the three integers, `Timestamp` `timestamptz[]`, `Bool` `boolean[]`, `Double` `float8[]`.
public struct PostgresArrayBuilder<Element: PostgresEncodable>: Sendable {
    /// How many elements have been appended, NULLs included.
    public private(set) var count = 0

    /// Header and elements. The header is kept true after each append, so that taking the parameter copies nothing.
    @usableFromInline var buffer: [UInt8] = []

    /// Starts an empty array.
    /// - Parameters:
    ///   - element: the element type, where it is not clear from the context.
    ///   - capacity: how many elements to reserve room for.
    ///   - elementSize: about how many bytes an element takes, for text and bytes.
    public init(_ element: Element.Type = Element.self, capacity: Int = 0, elementSize: Int = 16) {
        buffer.reserveCapacity(Header.size + capacity * (4 + elementSize))
        buffer.appendBigEndian(Int32(0))
        buffer.appendBigEndian(Int32(0))
        buffer.appendBigEndian(Element.postgresType.oid)
        buffer.appendBigEndian(Int32(0))
        buffer.appendBigEndian(Int32(1))
    }

    /// Appends one element.
    @inlinable
    public mutating func append(_ element: Element) {
        element.encode(into: &buffer)
        countOne()
    }

    /// Appends NULL.
    public mutating func appendNull() {
        buffer.appendBigEndian(Int32(-1))
        buffer[Header.nullFlag] = 1
        countOne()
    }

    /// Appends an element, or NULL for nil.
    @inlinable
    public mutating func append(_ element: Element?) {
        if let element { append(element) } else { appendNull() }
    }

    /// The array as a parameter, which shares the builder's buffer.
    public var parameter: PostgresParameter {
        PostgresParameter(
            Element.postgresArrayType,
            count == 0 ? buffer[..<Header.sizeWithoutDimension] : buffer[...]
        )
    }

    @usableFromInline
    mutating func countOne() {
        count += 1
        buffer[Header.dimensions] = 1
        let length = UInt32(clamping: count).bigEndian
        buffer.withUnsafeMutableBytes { $0.storeBytes(of: length, toByteOffset: Header.length, as: UInt32.self) }
    }
}

/// Offsets in the header of a binary array: number of dimensions, flag for NULLs, element type, then length and lower
/// bound of each dimension; four bytes each, big-endian. The first two are small: their last byte is all that changes.
private enum Header {
    static let dimensions = 3
    static let nullFlag = 7
    static let sizeWithoutDimension = 12
    static let length = 12
    static let size = 20
}
