internal import Domain

/// A body that libcurl reads piece by piece, from where it is.
struct LargeBody {
    private var rest: Bytes = []
    private var whole: Bytes = []

    init() {}

    init(_ body: Bytes) {
        whole = body
        rest = body
    }

    /// Copies the next piece; 0 at the end.
    mutating func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let piece = rest.prefix(buffer.count)
        piece.withUnsafeBytes { buffer.copyMemory(from: $0) }
        rest = rest.dropFirst(piece.count)
        return piece.count
    }

    /// Goes back, for a second try on another connection.
    mutating func seek(to offset: Int) -> Bool {
        guard (0...whole.count).contains(offset) else { return false }
        rest = whole.dropFirst(offset)
        return true
    }
}
