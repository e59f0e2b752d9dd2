/// Decompressed bytes, which refuse to become more than their limit.
struct BoundedOutput {
    /// How many bytes are decompressed at a time: what may lie beyond the limit at most.
    static let piece = 32 << 10

    private let limit: Int
    private(set) var bytes: [UInt8] = []

    init(limit: Int, capacity: Int) {
        self.limit = limit
        // Text shrinks to a quarter or so; what shrinks further makes the array grow.
        bytes.reserveCapacity(max(0, min(limit, capacity.multipliedReportingOverflow(by: 4).partialValue)))
    }

    mutating func append(_ piece: UnsafeRawBufferPointer) throws(DecompressionError) {
        guard piece.count <= limit - bytes.count else { throw .tooLarge(limit: limit) }
        bytes.append(contentsOf: piece)
    }
}
