/// What a ``JSONWriter`` can write.
public protocol JSONWritable {
    /// Writes this as one value.
    func write(to writer: inout JSONWriter)
}

extension String: JSONWritable {
    /// Writes a string.
    public func write(to writer: inout JSONWriter) { writer.string(self) }
}

extension Int: JSONWritable {
    /// Writes a number.
    public func write(to writer: inout JSONWriter) { writer.integer(self) }
}

extension Int64: JSONWritable {
    /// Writes a number.
    public func write(to writer: inout JSONWriter) { writer.integer(self) }
}

extension Int32: JSONWritable {
    /// Writes a number.
    public func write(to writer: inout JSONWriter) { writer.integer(self) }
}

extension Double: JSONWritable {
    /// Writes a number; null for infinities and what is not a number.
    public func write(to writer: inout JSONWriter) { writer.number(self) }
}

extension Bool: JSONWritable {
    /// Writes `true` or `false`.
    public func write(to writer: inout JSONWriter) { writer.boolean(self) }
}

extension ULID: JSONWritable {
    /// Writes the 26 characters as a string.
    public func write(to writer: inout JSONWriter) { writer.string(description) }
}

extension Timestamp: JSONWritable {
    /// Writes ``iso8601`` as a string.
    public func write(to writer: inout JSONWriter) { writer.string(iso8601) }
}

extension Optional: JSONWritable where Wrapped: JSONWritable {
    /// Writes the value, or null.
    public func write(to writer: inout JSONWriter) {
        if let self { self.write(to: &writer) } else { writer.null() }
    }
}

extension Array: JSONWritable where Element: JSONWritable {
    /// Writes an array.
    public func write(to writer: inout JSONWriter) {
        writer.array { writer in
            for element in self {
                element.write(to: &writer)
            }
        }
    }
}
