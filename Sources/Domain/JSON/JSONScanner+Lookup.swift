extension JSONScanner {
    /// Passes one value, and finds another inside of it; the position is at the first byte of the former.
    ///
    /// Recursion goes as deep as the value is nested at most, which is bounded.
    mutating func value(_ bytes: Span<UInt8>, at steps: ArraySlice<JSONPath.Step>) throws(JSONError) -> Range<Int>? {
        let start = position
        guard let step = steps.first else {
            try value(bytes)
            return start..<position
        }
        switch (start < bytes.count ? bytes[start] : 0, step) {
        case (UInt8(ascii: "{"), .member(let name, _)):
            return try member(bytes, named: name, at: steps.dropFirst())
        case (UInt8(ascii: "["), .element(let index)), (UInt8(ascii: "["), .member(_, let index?)):
            return try element(bytes, index, at: steps.dropFirst())
        default:
            try value(bytes)
            return nil
        }
    }

    private mutating func member(
        _ bytes: Span<UInt8>,
        named wanted: [UInt8],
        at steps: ArraySlice<JSONPath.Step>
    ) throws(JSONError) -> Range<Int>? {
        var found: Range<Int>?
        var isMore = try enter(bytes)
        while isMore {
            let name = try name(bytes)
            if JSONString.isEqual(bytes, name, to: wanted) {
                // The last of several counts, also when it lacks the rest of the path.
                found = try value(bytes, at: steps)
            } else {
                try value(bytes)
            }
            isMore = try next(bytes)
        }
        return found
    }

    private mutating func element(
        _ bytes: Span<UInt8>,
        _ wanted: Int,
        at steps: ArraySlice<JSONPath.Step>
    ) throws(JSONError) -> Range<Int>? {
        var found: Range<Int>?
        var index = 0
        var isMore = try enter(bytes)
        while isMore {
            if index == wanted {
                found = try value(bytes, at: steps)
            } else {
                try value(bytes)
            }
            index += 1
            isMore = try next(bytes)
        }
        return found
    }
}
