internal import CRabbitMQ
internal import Domain

/// The value of a header as text: numbers and truth values as they are written, a time in seconds, tables and lists as JSON.
enum FieldText {
    /// Nested deeper than this stands as null.
    private static let depthLimit = 32

    /// Appends a value's text; false when the header has no value.
    static func append(_ field: amqp_field_value_t, to storage: inout [UInt8]) -> Bool {
        switch field.kind {
        case UInt8(ascii: "V"): return false
        case UInt8(ascii: "S"), UInt8(ascii: "x"): storage.append(contentsOf: field.value.bytes.buffer)
        case UInt8(ascii: "F"), UInt8(ascii: "A"):
            var writer = JSONWriter()
            write(field, to: &writer, depth: 0)
            storage.append(contentsOf: writer.bytes)
        default:
            guard let text = scalar(field) else { return false }
            storage.append(contentsOf: text.utf8)
        }
        return true
    }

    /// A number, truth value or time; nil for anything else.
    private static func scalar(_ field: amqp_field_value_t) -> String? {
        let value = field.value
        return switch field.kind {
        case UInt8(ascii: "t"): value.boolean != 0 ? "true" : "false"
        case UInt8(ascii: "b"): String(value.i8)
        case UInt8(ascii: "B"): String(value.u8)
        case UInt8(ascii: "s"): String(value.i16)
        case UInt8(ascii: "u"): String(value.u16)
        case UInt8(ascii: "I"): String(value.i32)
        case UInt8(ascii: "i"): String(value.u32)
        case UInt8(ascii: "l"): String(value.i64)
        case UInt8(ascii: "L"), UInt8(ascii: "T"): String(value.u64)
        case UInt8(ascii: "f"): "\(value.f32)"
        case UInt8(ascii: "d"): "\(value.f64)"
        case UInt8(ascii: "D"): decimal(value.decimal)
        default: nil
        }
    }

    /// 12345 with two decimals is 123.45. RabbitMQ takes the number for a signed one.
    private static func decimal(_ decimal: amqp_decimal_t) -> String {
        let number = Int32(bitPattern: decimal.value)
        let places = Int(decimal.decimals)
        guard places > 0 else { return String(number) }
        var digits = String(number.magnitude)
        if digits.count <= places { digits = String(repeating: "0", count: places + 1 - digits.count) + digits }
        return (number < 0 ? "-" : "") + digits.dropLast(places) + "." + digits.suffix(places)
    }

    // MARK: - JSON

    private static func write(_ field: amqp_field_value_t, to writer: inout JSONWriter, depth: Int) {
        switch field.kind {
        case UInt8(ascii: "S"), UInt8(ascii: "x"): write(field.value.bytes, to: &writer)
        case UInt8(ascii: "t"): writer.boolean(field.value.boolean != 0)
        case UInt8(ascii: "f"): write(Double(field.value.f32), "\(field.value.f32)", to: &writer)
        case UInt8(ascii: "d"): write(field.value.f64, "\(field.value.f64)", to: &writer)
        case UInt8(ascii: "F") where depth < depthLimit:
            let table = field.value.table
            writer.object { writer in
                for entry in UnsafeBufferPointer(start: table.entries, count: Int(table.num_entries)) {
                    writer.name(entry.key.text)
                    write(entry.value, to: &writer, depth: depth + 1)
                }
            }
        case UInt8(ascii: "A") where depth < depthLimit:
            let array = field.value.array
            writer.array { writer in
                for entry in UnsafeBufferPointer(start: array.entries, count: Int(array.num_entries)) {
                    write(entry, to: &writer, depth: depth + 1)
                }
            }
        default:
            if let number = scalar(field) { writer.raw(Bytes(number.utf8)) } else { writer.null() }
        }
    }

    /// JSON has no infinities, and nothing that is not a number.
    private static func write(_ value: Double, _ text: String, to writer: inout JSONWriter) {
        if value.isFinite { writer.raw(Bytes(text.utf8)) } else { writer.null() }
    }

    /// Text, or in base 64 what is none.
    private static func write(_ bytes: amqp_bytes_t, to writer: inout JSONWriter) {
        writer.string(String(validating: bytes.buffer, as: UTF8.self) ?? Base64.encode(bytes.buffer))
    }
}
