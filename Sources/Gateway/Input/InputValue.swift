internal import Domain

/// Reading of JSON values whose bytes have been checked already.
enum InputValue {
    /// Whether the value says nothing: `null`, `""`, `0`, `false`, `[]`, `{}`, and objects and lists of such values.
    ///
    /// Clients of Convoy send such values for everything they do not use, so they are taken where a field is not supported.
    static func isEmpty(_ value: Bytes) -> Bool {
        switch JSON.kind(of: value) {
        case .null: true
        case .string: value.count == 2
        case .boolean: value.first == UInt8(ascii: "f")
        case .number: value.allSatisfy { "-0.eE+".utf8.contains($0) }
        case .array: elements(of: value).allSatisfy(isEmpty)
        case .object: ((try? JSON.members(of: value)) ?? []).allSatisfy { isEmpty($0.value) }
        case nil: false
        }
    }

    /// The elements of an array, each without white space around it.
    static func elements(of array: Bytes) -> [Bytes] {
        var elements: [Bytes] = []
        var depth = 0
        var isInString = false
        var isEscaped = false
        var start: Int?
        func close(at end: Int) {
            guard let first = start else { return }
            var last = end
            while last > first, isBlank(array[last - 1]) { last -= 1 }
            elements.append(array[first..<last])
            start = nil
        }
        for index in array.indices {
            let byte = array[index]
            if isInString {
                if isEscaped { isEscaped = false } else if byte == UInt8(ascii: "\\") { isEscaped = true } else {
                    isInString = byte != UInt8(ascii: "\"")
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "]"), UInt8(ascii: "}"):
                depth -= 1
                if depth == 0 { close(at: index) }
                continue
            case UInt8(ascii: ",") where depth == 1:
                close(at: index)
                continue
            default:
                break
            }
            if depth >= 1, start == nil, !isBlank(byte) { start = index }
            switch byte {
            case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
            case UInt8(ascii: "\""): isInString = true
            default: break
            }
        }
        return elements
    }

    /// A short word for what a value is, for messages.
    static func kindName(_ value: Bytes) -> String {
        switch JSON.kind(of: value) {
        case .object: "an object"
        case .array: "a list"
        case .string: "a text"
        case .number: "a number"
        case .boolean: "true or false"
        case .null: "null"
        case nil: "no value"
        }
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
    }
}
