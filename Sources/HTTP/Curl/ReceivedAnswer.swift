internal import Domain

/// The answer as it comes in: head and body, both within bounds.
struct ReceivedAnswer {
    /// How many bytes of a head are kept, and how many are read before the server is given up (libcurl itself gives up
    /// at 300 KiB).
    static let keptHead = 64 * 1_024
    static let maximumHead = 256 * 1_024

    /// How far beyond its limit a body is read, to keep the connection; a longer one is cut off.
    static let drainedBody = 256 * 1_024

    /// Whether a part was not kept.
    private(set) var isTruncated = false

    /// Whether the answer was cut off because its body is too long: not a failure.
    private(set) var isCutOff = false

    /// Whether the server has sent more of a head than is read.
    var isHeadTooLong: Bool { headSize > Self.maximumHead }

    private var head: [UInt8] = []
    private var body: [UInt8] = []
    private var headSize = 0
    private var bodySize = 0
    private var limit = 0
    /// How long heads have been here, so that one allocation will do.
    private var usualHead = 256

    mutating func begin(limit: Int) {
        self.limit = max(0, limit)
        isTruncated = false
        isCutOff = false
        headSize = 0
        bodySize = 0
        body = []
        head = []
        head.reserveCapacity(usualHead)
    }

    /// Takes a line of the head; false when the server has sent too much of it.
    mutating func appendLine(_ line: UnsafeRawBufferPointer) -> Bool {
        // Those before were provisional, with a status of 1xx.
        if line.starts(with: "HTTP/".utf8) { head.removeAll(keepingCapacity: true) }
        headSize += line.count
        guard headSize <= Self.maximumHead else { return false }
        // The empty line at the end.
        guard line.count > 2 else { return true }
        if head.count + line.count <= Self.keptHead {
            head.append(contentsOf: line)
        } else {
            isTruncated = true
        }
        return true
    }

    /// Takes a part of the body; false when there is so much more that the connection is not worth it.
    mutating func appendBody(_ bytes: UnsafeRawBufferPointer) -> Bool {
        bodySize += bytes.count
        let kept = min(bytes.count, limit - body.count)
        if kept > 0 { body.append(contentsOf: bytes.prefix(kept)) }
        guard kept < bytes.count else { return true }
        isTruncated = true
        isCutOff = bodySize - limit > Self.drainedBody
        return !isCutOff
    }

    /// libcurl may have dropped the rest of the body: unless the head proves that there is none, it is truncated.
    mutating func endedEarly() {
        let length = ResponseHead.headers(in: head).firstValue(named: "content-length")
        if length.flatMap({ Int($0) }) != bodySize { isTruncated = true }
    }

    mutating func takeHead() -> [UInt8] {
        usualHead = min(max(usualHead, head.count), Self.keptHead)
        defer { head = [] }
        return head
    }

    mutating func takeBody() -> [UInt8] {
        defer { body = [] }
        return body
    }
}
