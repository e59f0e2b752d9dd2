internal import CZlib

/// The three forms of deflated data, by zlib.
enum Inflation {
    /// What stands around the data; the value tells zlib so, for windows of up to 32 KiB.
    enum Wrapping: Int32 {
        case zlib = 15
        case bare = -15
        case gzip = 31
    }

    /// Whether the bytes begin as RFC 1950 says: method 8, and two bytes that are a multiple of 31.
    static func isWrapped(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard let first = bytes.first, let second = bytes.dropFirst().first else { return true }
        return first & 15 == 8 && (Int(first) << 8 | Int(second)) % 31 == 0
    }

    static func run(
        _ bytes: ArraySlice<UInt8>,
        _ wrapping: Wrapping,
        into output: inout BoundedOutput
    ) throws(DecompressionError) {
        var stream = z_stream()
        guard czlib_inflate_init(&stream, wrapping.rawValue) == Z_OK else { throw .outOfMemory }
        defer { inflateEnd(&stream) }
        let result = bytes.withUnsafeBytes { input in
            withUnsafeTemporaryAllocation(byteCount: BoundedOutput.piece, alignment: 16) { piece in
                Result { () throws(DecompressionError) in
                    try inflate(&stream, input, wrapping, through: piece, into: &output)
                }
            }
        }
        try result.get()
    }

    private static func inflate(
        _ stream: inout z_stream,
        _ input: UnsafeRawBufferPointer,
        _ wrapping: Wrapping,
        through piece: UnsafeMutableRawBufferPointer,
        into output: inout BoundedOutput
    ) throws(DecompressionError) {
        // zlib does not write through this pointer; its type lacks the const.
        stream.next_in = UnsafeMutablePointer(mutating: input.bindMemory(to: UInt8.self).baseAddress)
        stream.avail_in = UInt32(clamping: input.count)
        while true {
            stream.next_out = piece.bindMemory(to: UInt8.self).baseAddress
            stream.avail_out = UInt32(clamping: piece.count)
            let status = CZlib.inflate(&stream, Z_NO_FLUSH)
            let written = piece.count - Int(stream.avail_out)
            try output.append(UnsafeRawBufferPointer(rebasing: piece[..<written]))
            switch status {
            case Z_OK: continue
            case Z_STREAM_END:
                if stream.avail_in == 0 { return }
                guard wrapping == .gzip else { throw .corrupt("\(stream.avail_in) bytes too many") }
                guard inflateReset(&stream) == Z_OK else { throw .corrupt("a member of its own cannot begin") }
            // No progress is possible: all output was taken, so it is the input that is missing.
            case Z_BUF_ERROR: throw .truncated
            case Z_NEED_DICT: throw .corrupt("it needs a dictionary")
            case Z_MEM_ERROR: throw .outOfMemory
            default: throw .corrupt(stream.msg.map { String(cString: $0) } ?? "zlib status \(status)")
            }
        }
    }
}
