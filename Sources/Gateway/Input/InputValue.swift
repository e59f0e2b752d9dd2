internal import Domain

/// Reading of JSON values whose bytes have been checked already.
enum InputValue {
    /// Whether the value says nothing: `null`, `""`, `0`, `false`, `[]`, `{}`, and objects and lists of such values.
    ///
    /// Clients of Convoy send such values for everything they do not use, so they are taken where a field is not
    /// supported.
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

    /// Whether two values say the same: the order of members does not matter, nor how a text is escaped.
    static func areEqual(_ left: Bytes, _ right: Bytes) -> Bool {
        let kind = JSON.kind(of: left)
        guard kind == JSON.kind(of: right) else { return false }
        switch kind {
        case .object:
            let byName = { (value: Bytes) in
                ((try? JSON.members(of: value)) ?? []).sorted { $0.name < $1.name }
            }
            let (left, right) = (byName(left), byName(right))
            return left.count == right.count
                && zip(left, right).allSatisfy { $0.name == $1.name && areEqual($0.value, $1.value) }
        case .array:
            let (left, right) = (elements(of: left), elements(of: right))
            return left.count == right.count && zip(left, right).allSatisfy(areEqual)
        case .string:
            return JSON.string(from: left) == JSON.string(from: right)
        case .number, .boolean, .null, nil:
            return left.elementsEqual(right)
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
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else {
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
