internal import CCurl
internal import Domain

/// The memory that libcurl reads a request from while it is in flight: list nodes, header lines and a small body, in one
/// allocation that the next request on the same handle uses again.
struct RequestMemory: ~Copyable {
    /// Bodies up to this size are copied here, which lets libcurl send head and body in one go. Larger ones are read
    /// from where they are.
    static let maximumInlineBody = 64 * 1_024

    /// An allocation larger than this is given back after use.
    private static let keptCapacity = 16 * 1_024

    private var base: UnsafeMutableRawPointer
    private var capacity: Int

    init() {
        capacity = 2_048
        base = .allocate(byteCount: capacity, alignment: MemoryLayout<curl_slist>.alignment)
    }

    deinit { base.deallocate() }

    /// Writes the headers as libcurl's list, followed by the body.
    ///
    /// - Returns: the list's first node and where the body is; both last until the next call.
    mutating func write(
        _ headers: [Header],
        _ body: Bytes
    ) -> (list: UnsafeMutablePointer<curl_slist>?, body: UnsafeMutableRawPointer) {
        let nodes = headers.count * MemoryLayout<curl_slist>.stride
        // ": " and the final NUL
        let text = headers.reduce(0) { $0 + $1.name.utf8.count + $1.value.utf8.count + 3 }
        reserve(nodes + text + body.count)

        let list = base.bindMemory(to: curl_slist.self, capacity: headers.count)
        var cursor = base + nodes
        var hasContentType = false
        for (index, header) in headers.enumerated() {
            list[index].data = cursor.assumingMemoryBound(to: CChar.self)
            list[index].next = list + index + 1
            hasContentType = hasContentType || (header.name.utf8.count == 12 && header.isNamed("content-type"))
            cursor = Self.append(header, at: cursor)
        }
        let tail = hasContentType ? SuppressedFields.always : SuppressedFields.withContentType
        body.withUnsafeBytes { bytes in
            if let start = bytes.baseAddress { cursor.copyMemory(from: start, byteCount: bytes.count) }
        }
        guard !headers.isEmpty else { return (tail, cursor) }
        list[headers.count - 1].next = tail
        return (list, cursor)
    }

    private mutating func reserve(_ count: Int) {
        guard count > capacity || capacity > Self.keptCapacity else { return }
        base.deallocate()
        capacity = max(count, 2_048)
        base = .allocate(byteCount: capacity, alignment: MemoryLayout<curl_slist>.alignment)
    }

    /// Writes `name: value`, or `name;`, which is how libcurl is told to send a header without a value.
    private static func append(_ header: Header, at start: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer {
        var cursor = append(header.name, at: start)
        let isEmpty = header.value.utf8.allSatisfy { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        if isEmpty {
            cursor.storeBytes(of: UInt8(ascii: ";"), as: UInt8.self)
            cursor += 1
        } else {
            cursor.storeBytes(of: UInt8(ascii: ":"), as: UInt8.self)
            cursor.storeBytes(of: UInt8(ascii: " "), toByteOffset: 1, as: UInt8.self)
            cursor = append(header.value, at: cursor + 2)
        }
        cursor.storeBytes(of: 0, as: UInt8.self)
        return cursor + 1
    }

    private static func append(_ text: String, at start: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer {
        var text = text
        return text.withUTF8 { bytes in
            if let first = bytes.baseAddress { start.copyMemory(from: first, byteCount: bytes.count) }
            return start + bytes.count
        }
    }
}

/// Headers that libcurl would add by itself, in the form that stops it. Made once, never freed.
enum SuppressedFields {
    nonisolated(unsafe) static let always = list(["Accept:", "Expect:"])
    nonisolated(unsafe) static let withContentType = list(["Accept:", "Expect:", "Content-Type:"])

    private static func list(_ lines: [String]) -> UnsafeMutablePointer<curl_slist>? {
        lines.reduce(nil) { curl_slist_append($0, $1) }
    }
}
