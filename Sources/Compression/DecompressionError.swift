/// Why bytes could not be decompressed.
public enum DecompressionError: Error, Hashable, Sendable, CustomStringConvertible {
    /// More comes out than the limit.
    case tooLarge(limit: Int)
    /// The bytes end before the compressed data does.
    case truncated
    /// The bytes are not what they are said to be, in the library's words.
    case corrupt(String)
    /// There is no memory for the library.
    case outOfMemory

    /// What is wrong, to follow "the body".
    public var description: String {
        switch self {
        case .tooLarge(let limit): "has more than \(limit) bytes when it is decompressed"
        case .truncated: "ends before its compressed data does"
        case .corrupt(let words): "is corrupt (\(words))"
        case .outOfMemory: "cannot be decompressed: there is no memory"
        }
    }
}
