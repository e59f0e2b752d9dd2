internal import CCurl
internal import Domain

/// The memory that libcurl reads a request from while it is in flight: the headers and a small body, in one allocation
/// that the next request on the same handle uses again.
///
/// All headers are one entry of libcurl's list, as lines of one text. libcurl compares each entry with every name it
/// knows, a dozen times per request, and is only interested in `Content-Type`, which therefore comes first; what
/// libcurl must not see (framing, line breaks) has been refused before.
struct RequestMemory: ~Copyable {
    /// Bodies up to this size are copied here, which lets libcurl send head and body in one go. Larger ones are read
    /// from where they are.
    static let maximumInlineBody = 64 * 1_024

    /// An allocation larger than this is given back with the next request.
    private static let keptCapacity = 16 * 1_024

    private static let leastCapacity = 2_048

    private let entry: UnsafeMutablePointer<curl_slist>
    private var base: UnsafeMutableRawPointer
    private var capacity = leastCapacity

    init() {
        entry = .allocate(capacity: 1)
        entry.initialize(to: curl_slist())
        base = .allocate(byteCount: Self.leastCapacity, alignment: 1)
    }

    deinit {
        entry.deallocate()
        base.deallocate()
    }

    /// Writes the headers, and the body unless it is too large to be copied.
    ///
    /// - Returns: libcurl's list of headers, and where the body is; both last until the next call.
    mutating func write(
        _ headers: [Header],
        _ body: Bytes
    ) -> (list: UnsafeMutablePointer<curl_slist>?, body: UnsafeMutableRawPointer?) {
        // ": " and a line break or the final NUL
        let text = headers.reduce(0) { $0 + $1.name.utf8.count + $1.value.utf8.count + 4 }
        let isInline = body.count <= Self.maximumInlineBody
        reserve(text + (isInline ? body.count : 0))

        let contentType = headers.firstIndex { $0.name.utf8.count == 12 && $0.isNamed("content-type") }
        let tail = SuppressedFields.list(hasContentType: contentType != nil, isLarge: !isInline)
        var cursor = base
        if let contentType { cursor = Self.append(headers[contentType], at: cursor) }
        for index in headers.indices where index != contentType {
            cursor = Self.append(headers[index], at: cursor)
        }
        if isInline {
            body.withUnsafeBytes { bytes in
                if let start = bytes.baseAddress { cursor.copyMemory(from: start, byteCount: bytes.count) }
            }
        }
        guard !headers.isEmpty else { return (tail, isInline ? cursor : nil) }
        // libcurl ends the last line itself.
        (cursor - 2).storeBytes(of: 0, as: UInt8.self)
        if headers.count == 1 { Self.markIfBlank(headers[0], base) }
        entry.pointee = curl_slist(data: base.assumingMemoryBound(to: CChar.self), next: tail)
        return (entry, isInline ? cursor : nil)
    }

    private mutating func reserve(_ count: Int) {
        guard count > capacity || capacity > Self.keptCapacity else { return }
        base.deallocate()
        capacity = max(count, Self.leastCapacity)
        base = .allocate(byteCount: capacity, alignment: 1)
    }

    /// An entry with nothing after the colon would tell libcurl not to send that header; a semicolon tells it to.
    private static func markIfBlank(_ header: Header, _ line: UnsafeMutableRawPointer) {
        guard header.value.utf8.allSatisfy({ $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }) else { return }
        line.storeBytes(of: UInt8(ascii: ";"), toByteOffset: header.name.utf8.count, as: UInt8.self)
        line.storeBytes(of: 0, toByteOffset: header.name.utf8.count + 1, as: UInt8.self)
    }

    /// Writes one line with its end.
    private static func append(_ header: Header, at start: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer {
        var cursor = append(header.name, at: start)
        cursor.storeBytes(of: UInt8(ascii: ":"), as: UInt8.self)
        cursor.storeBytes(of: UInt8(ascii: " "), toByteOffset: 1, as: UInt8.self)
        cursor = append(header.value, at: cursor + 2)
        cursor.storeBytes(of: UInt8(ascii: "\r"), as: UInt8.self)
        cursor.storeBytes(of: UInt8(ascii: "\n"), toByteOffset: 1, as: UInt8.self)
        return cursor + 2
    }

    private static func append(_ text: String, at start: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer {
        var text = text
        return text.withUTF8 { bytes in
            if let first = bytes.baseAddress { start.copyMemory(from: first, byteCount: bytes.count) }
            return start + bytes.count
        }
    }
}
