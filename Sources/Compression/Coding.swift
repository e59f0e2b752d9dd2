/// A way in which the bytes of a body are compressed: the words of HTTP's `Content-Encoding`.
public enum Coding: String, Hashable, Sendable, CaseIterable {
    /// RFC 1952; one member or several after each other.
    case gzip
    /// RFC 1950, as HTTP defines the word; RFC 1951 alone is read as well, since many send that.
    case deflate
    /// RFC 8878; one frame or several, with windows of at most 8 MiB as RFC 9659 asks.
    case zstd

    /// What the bytes were before they were compressed.
    ///
    /// - Parameters:
    ///   - bytes: the compressed bytes, all of them.
    ///   - limit: the most bytes that may come out; as soon as there are more, nothing further is decompressed.
    /// - Throws: ``DecompressionError``, whatever the bytes are.
    public func decompress(_ bytes: ArraySlice<UInt8>, limit: Int) throws(DecompressionError) -> [UInt8] {
        var output = BoundedOutput(limit: limit, capacity: bytes.count)
        switch self {
        case .gzip: try Inflation.run(bytes, .gzip, into: &output)
        case .deflate: try Inflation.run(bytes, Inflation.isWrapped(bytes) ? .zlib : .bare, into: &output)
        case .zstd: try ZstandardFrames.run(bytes, into: &output)
        }
        return output.bytes
    }
}
