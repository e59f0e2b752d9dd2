/// Builds JSON from its parts, compact, in one buffer; commas come by themselves.
///
/// ```swift
/// var writer = JSONWriter()
/// writer.object { writer in
///     writer.member("uid", event.id)
///     writer.member("data", raw: event.data)
///     writer.member("tags") { $0.array { $0.string("new") } }
/// }
/// ```
public struct JSONWriter: Sendable {
    /// What has been written so far.
    public private(set) var bytes: [UInt8] = []

    private var needsComma = false

    /// Makes a writer with room for that many bytes.
    public init(capacity: Int = 256) {
        bytes.reserveCapacity(capacity)
    }

    /// What has been written so far, as a string.
    public var text: String { String(decoding: bytes, as: UTF8.self) }

    /// Writes an object, whose members `body` writes.
    public mutating func object<E>(_ body: (inout JSONWriter) throws(E) -> Void) throws(E) {
        try container("{", "}", body)
    }

    /// Writes an array, whose elements `body` writes.
    public mutating func array<E>(_ body: (inout JSONWriter) throws(E) -> Void) throws(E) {
        try container("[", "]", body)
    }

    /// Writes a member's name; the next thing written is its value.
    public mutating func name(_ name: String) {
        startElement()
        JSON.quote(name, into: &bytes)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    /// Writes a member.
    public mutating func member(_ name: String, _ value: some JSONWritable) {
        self.name(name)
        value.write(to: &self)
    }

    /// Writes a member whose value is JSON already.
    public mutating func member(_ name: String, raw value: Bytes) {
        self.name(name)
        raw(value)
    }

    /// Writes a member whose value `body` writes: one value, no more.
    public mutating func member<E>(_ name: String, _ body: (inout JSONWriter) throws(E) -> Void) throws(E) {
        self.name(name)
        try body(&self)
    }

    /// Writes a string.
    public mutating func string(_ value: String) {
        startElement()
        JSON.quote(value, into: &bytes)
    }

    /// Writes a number.
    public mutating func integer(_ value: some BinaryInteger) {
        startElement()
        bytes.append(contentsOf: String(value).utf8)
    }

    /// Writes a number; null for infinities and what is not a number.
    public mutating func number(_ value: Double) {
        startElement()
        bytes.append(contentsOf: (value.isFinite ? "\(value)" : "null").utf8)
    }

    /// Writes `true` or `false`.
    public mutating func boolean(_ value: Bool) {
        startElement()
        bytes.append(contentsOf: (value ? "true" : "false").utf8)
    }

    /// Writes null.
    public mutating func null() {
        startElement()
        bytes.append(contentsOf: "null".utf8)
    }

    /// Writes bytes that are one JSON value already; nothing is checked.
    public mutating func raw(_ value: Bytes) {
        startElement()
        bytes.append(contentsOf: value)
    }

    private mutating func container<E>(
        _ opening: Unicode.Scalar,
        _ closing: Unicode.Scalar,
        _ body: (inout JSONWriter) throws(E) -> Void
    ) throws(E) {
        startElement()
        bytes.append(UInt8(ascii: opening))
        needsComma = false
        try body(&self)
        bytes.append(UInt8(ascii: closing))
        needsComma = true
    }

    private mutating func startElement() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        needsComma = true
    }
}
