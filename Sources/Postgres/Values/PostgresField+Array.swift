extension PostgresField {
    /// Reads a one-dimensional array, or answers nil when the field is none or its elements are of another type.
    func elements<Element: PostgresDecodable>(_ element: Element.Type) -> [Element?]? {
        var reader = Reader(rest: bytes)
        guard let dimensions = reader.integer(), reader.integer() != nil, let type = reader.integer() else {
            return nil
        }
        if dimensions == 0 { return [] }
        guard dimensions == 1, let length = reader.integer(), reader.integer() != nil, length >= 0 else { return nil }
        let elementType = PostgresType(oid: UInt32(bitPattern: type))
        var elements: [Element?] = []
        // Each element takes four bytes at least: what the length claims is not believed beyond that.
        elements.reserveCapacity(min(Int(length), reader.rest.count / 4))
        for _ in 0..<length {
            guard let size = reader.integer() else { return nil }
            guard size >= 0 else {
                elements.append(nil)
                continue
            }
            guard let bytes = reader.take(Int(size)),
                let value = Element.decode(PostgresField(type: elementType, bytes: bytes))
            else { return nil }
            elements.append(value)
        }
        return elements
    }
}

private struct Reader {
    var rest: UnsafeRawBufferPointer

    mutating func integer() -> Int32? { take(4)?.bigEndian(Int32.self) }

    mutating func take(_ count: Int) -> UnsafeRawBufferPointer? {
        guard count <= rest.count else { return nil }
        defer { rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count)) }
        return UnsafeRawBufferPointer(rebasing: rest.prefix(count))
    }
}
