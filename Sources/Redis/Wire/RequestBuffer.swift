internal import Domain

/// Commands in the wire format (RESP), one behind the other in one buffer.
///
/// Written here and not by hiredis: its formatter makes a C string per argument and a buffer per command; a pipeline of
/// hundreds of commands then costs thousands of allocations.
struct RequestBuffer {
    /// How a script is named: by its digest, or with its whole source, which the server then keeps.
    enum ScriptForm { case digest, source }

    private(set) var bytes: [UInt8] = []
    private(set) var count = 0

    init(_ commands: some Collection<RedisCommand>, scripts: ScriptForm = .digest) {
        bytes.reserveCapacity(commands.reduce(0) { $0 + $1.estimatedSize(scripts) })
        for command in commands { append(command, scripts) }
    }

    private mutating func append(_ command: RedisCommand, _ form: ScriptForm) {
        count += 1
        guard let script = command.script else {
            appendHead("*", command.arguments.count)
            for argument in command.arguments { append(argument) }
            return
        }
        appendHead("*", command.arguments.count + 3)
        switch form {
        case .digest:
            append("EVALSHA")
            append(.text(script.digest))
        case .source:
            append("EVAL")
            append(.text(script.source))
        }
        append(.integer(Int64(command.keyCount)))
        for argument in command.arguments { append(argument) }
    }

    private mutating func append(_ argument: RedisArgument) {
        switch argument {
        case .text(let text):
            let utf8 = text.utf8
            appendHead("$", utf8.count)
            bytes.append(contentsOf: utf8)
        case .bytes(let payload):
            appendHead("$", payload.count)
            bytes.append(contentsOf: payload)
        case .integer(let number):
            let digits = String(number).utf8
            appendHead("$", digits.count)
            bytes.append(contentsOf: digits)
        }
        appendLineEnd()
    }

    /// Appends a type byte, a length and the end of the line.
    private mutating func appendHead(_ type: Unicode.Scalar, _ length: Int) {
        bytes.append(UInt8(ascii: type))
        if length < 10 {
            bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: length))
        } else {
            bytes.append(contentsOf: String(length).utf8)
        }
        appendLineEnd()
    }

    private mutating func appendLineEnd() {
        bytes.append(UInt8(ascii: "\r"))
        bytes.append(UInt8(ascii: "\n"))
    }
}

extension RedisCommand {
    /// At least the size on the wire, nearly always.
    fileprivate func estimatedSize(_ form: RequestBuffer.ScriptForm) -> Int {
        var size = 16
        if let script { size += 32 + (form == .digest ? script.digest.utf8.count : script.source.utf8.count) }
        for argument in arguments {
            switch argument {
            case .text(let text): size += text.utf8.count + 14
            case .bytes(let payload): size += payload.count + 14
            case .integer: size += 26
            }
        }
        return size
    }
}
