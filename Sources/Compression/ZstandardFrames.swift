internal import CZstd

/// Zstandard frames after each other, by libzstd.
enum ZstandardFrames {
    /// The largest window, as a power of two: what a decoder of `Content-Encoding: zstd` has to grant, and no more.
    private static let windowLog: Int32 = 23

    static func run(_ bytes: ArraySlice<UInt8>, into output: inout BoundedOutput) throws(DecompressionError) {
        guard let context = ZSTD_createDCtx() else { throw .outOfMemory }
        defer { ZSTD_freeDCtx(context) }
        try check(ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, windowLog))
        let result = bytes.withUnsafeBytes { input in
            withUnsafeTemporaryAllocation(byteCount: BoundedOutput.piece, alignment: 16) { piece in
                Result { () throws(DecompressionError) in
                    try decompress(context, input, through: piece, into: &output)
                }
            }
        }
        try result.get()
    }

    private static func decompress(
        _ context: OpaquePointer,
        _ input: UnsafeRawBufferPointer,
        through piece: UnsafeMutableRawBufferPointer,
        into output: inout BoundedOutput
    ) throws(DecompressionError) {
        var source = ZSTD_inBuffer(src: input.baseAddress, size: input.count, pos: 0)
        while true {
            var target = ZSTD_outBuffer(dst: piece.baseAddress, size: piece.count, pos: 0)
            let before = source.pos
            let missing = try check(ZSTD_decompressStream(context, &target, &source))
            try output.append(UnsafeRawBufferPointer(rebasing: piece[..<target.pos]))
            // Zero: the frame is complete and all of it is out.
            if missing == 0, source.pos == source.size { return }
            guard source.pos > before || target.pos > 0 else { throw .truncated }
        }
    }

    @discardableResult
    private static func check(_ code: Int) throws(DecompressionError) -> Int {
        guard ZSTD_isError(code) == 0 else {
            throw .corrupt(ZSTD_getErrorName(code).map { String(cString: $0) } ?? "zstd status \(code)")
        }
        return code
    }
}
