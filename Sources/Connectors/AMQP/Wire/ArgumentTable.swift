internal import CRabbitMQ
internal import Glibc

/// A C copy of a text, for the length of a call.
struct CText: ~Copyable {
    let bytes: amqp_bytes_t

    init(_ text: String) {
        let count = text.utf8.count
        let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: max(1, count), alignment: 1)
        copy.copyBytes(from: text.utf8)
        bytes = amqp_bytes_t(len: count, bytes: copy.baseAddress)
    }

    deinit { bytes.bytes?.deallocate() }
}

/// A table of arguments in C's form.
struct ArgumentTable: ~Copyable {
    private let entries: UnsafeMutableBufferPointer<amqp_table_entry_t>
    private var texts: [UnsafeMutableRawBufferPointer] = []
    private var tables: [UnsafeMutableBufferPointer<amqp_table_entry_t>] = []

    init(_ arguments: [AMQPSettings.Argument], capabilities: [String] = []) {
        entries = .allocate(capacity: arguments.count + 1)
        var count = 0
        for argument in arguments {
            entries.initializeElement(at: count, to: entry(argument))
            count += 1
        }
        let flags = capabilities.map { entry(.init(name: $0, value: .boolean(true))) }
        let nested = UnsafeMutableBufferPointer<amqp_table_entry_t>.allocate(capacity: max(1, flags.count))
        _ = nested.initialize(from: flags)
        tables.append(nested)
        var last = amqp_table_entry_t()
        last.key = copy("capabilities")
        last.value.kind = UInt8(ascii: "F")
        last.value.value.table = amqp_table_t(num_entries: Int32(flags.count), entries: nested.baseAddress)
        entries.initializeElement(at: count, to: last)
        table = amqp_table_t(
            num_entries: Int32(count + (flags.isEmpty ? 0 : 1)),
            entries: entries.baseAddress
        )
    }

    /// The table; points into this value.
    private(set) var table = amqp_table_t()

    private mutating func entry(_ argument: AMQPSettings.Argument) -> amqp_table_entry_t {
        var entry = amqp_table_entry_t()
        entry.key = copy(argument.name)
        switch argument.value {
        case .text(let text):
            entry.value.kind = UInt8(ascii: "S")
            entry.value.value.bytes = copy(text)
        case .integer(let number):
            entry.value.kind = UInt8(ascii: "l")
            entry.value.value.i64 = number
        case .boolean(let truth):
            entry.value.kind = UInt8(ascii: "t")
            entry.value.value.boolean = truth ? 1 : 0
        }
        return entry
    }

    private mutating func copy(_ text: String) -> amqp_bytes_t {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: max(1, text.utf8.count), alignment: 1)
        buffer.copyBytes(from: text.utf8)
        texts.append(buffer)
        return amqp_bytes_t(len: text.utf8.count, bytes: buffer.baseAddress)
    }

    deinit {
        for text in texts { text.deallocate() }
        for table in tables { table.deallocate() }
        entries.deallocate()
    }
}
