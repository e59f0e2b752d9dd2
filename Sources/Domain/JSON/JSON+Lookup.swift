extension JSON {
    /// The members of an object, in order, those of the same name too; the whole text is checked on the way.
    ///
    /// A name with an escaped half of a surrogate pair has U+FFFD in its place.
    ///
    /// - Throws: an error when the bytes are not JSON, or not an object.
    public static func members(of bytes: Bytes) throws(JSONError) -> [(name: String, value: Bytes)] {
        let span = bytes.span
        var scanner = JSONScanner()
        try scanner.start(span)
        guard span[scanner.position] == UInt8(ascii: "{") else { throw scanner.error("expected an object") }
        var members: [(name: String, value: Bytes)] = []
        var isMore = try scanner.enter(span)
        while isMore {
            let name = bytes.part(try scanner.name(span))
            let start = scanner.position
            try scanner.value(span)
            let text = JSONString.text(of: name, replacingLoneSurrogates: true)
            members.append((text ?? "", bytes.part(start..<scanner.position)))
            isMore = try scanner.next(span)
        }
        try scanner.end(span)
        return members
    }

    /// The elements of an array; the whole text is checked on the way.
    ///
    /// - Throws: an error when the bytes are not JSON, or not an array.
    public static func elements(of bytes: Bytes) throws(JSONError) -> [Bytes] {
        let span = bytes.span
        var scanner = JSONScanner()
        try scanner.start(span)
        guard span[scanner.position] == UInt8(ascii: "[") else { throw scanner.error("expected an array") }
        var elements: [Bytes] = []
        var isMore = try scanner.enter(span)
        while isMore {
            let start = scanner.position
            try scanner.value(span)
            elements.append(bytes.part(start..<scanner.position))
            isMore = try scanner.next(span)
        }
        try scanner.end(span)
        return elements
    }

    /// The value at a path, without white space around it; nil when there is none.
    ///
    /// Of members with the same name the last counts, as in every common parser. The whole text is checked on the way.
    ///
    /// - Throws: an error when the bytes are not JSON.
    public static func value(in bytes: Bytes, at path: JSONPath) throws(JSONError) -> Bytes? {
        let span = bytes.span
        var scanner = JSONScanner()
        try scanner.start(span)
        let range = try scanner.value(span, at: path.steps[...])
        try scanner.end(span)
        return range.map(bytes.part)
    }
}

extension Bytes {
    /// The part at these offsets from the slice's start.
    func part(_ offsets: Range<Int>) -> Bytes {
        self[startIndex + offsets.lowerBound..<startIndex + offsets.upperBound]
    }
}
