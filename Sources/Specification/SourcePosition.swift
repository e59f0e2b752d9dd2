/// A place in a text; lines and columns count from one, columns in Unicode scalars.
public struct SourcePosition: Hashable, Sendable, Comparable {
    /// The line, the first is 1.
    public let line: Int

    /// The column, the first is 1.
    public let column: Int

    /// Makes a position.
    public init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    /// Orders positions as they are read.
    public static func < (left: SourcePosition, right: SourcePosition) -> Bool {
        (left.line, left.column) < (right.line, right.column)
    }
}
