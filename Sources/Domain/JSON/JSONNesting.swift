/// Which of the open brackets are objects: one bit each, without an allocation up to 64 levels.
struct JSONNesting {
    private(set) var depth = 0
    private var innermost: UInt64 = 0
    private var outer: [UInt64] = []

    /// Whether the innermost open bracket is an object's; false when none is open.
    var isObject: Bool { innermost & 1 == 1 }

    mutating func open(object: Bool) {
        if depth > 0, depth % 64 == 0 {
            outer.append(innermost)
        }
        innermost = innermost << 1 | (object ? 1 : 0)
        depth += 1
    }

    mutating func close() {
        depth -= 1
        if depth > 0, depth % 64 == 0, let word = outer.popLast() {
            innermost = word
        } else {
            innermost >>= 1
        }
    }
}
