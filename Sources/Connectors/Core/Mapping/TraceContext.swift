internal import Domain

/// The trace that a message belongs to, by W3C Trace Context: carried on to the delivery whatever headers are forwarded.
struct TraceContext: Hashable, Sendable {
    static let parentName = "traceparent"
    static let stateName = "tracestate"

    /// Version, trace id, parent id and flags of version 00; a later version may have more behind.
    private static let parentLength = 55
    private static let longestParent = 256
    private static let longestState = 4_096
    private static let mostMembers = 32

    let parent: String
    let state: String?

    /// Reads what a message says of its trace; nil when that is no valid trace. A state that is not valid is left out.
    init?(parent: String, state: String?) {
        guard Self.isParent(parent) else { return nil }
        self.parent = parent
        self.state = state.flatMap { Self.isState($0) ? $0 : nil }
    }

    /// The trace of a message: its headers and attributes come first, what an envelope or a CloudEvent says of itself second.
    init?(of message: Message, orElse inner: [Header] = []) {
        if let parent = message.property(Self.parentName),
            let found = TraceContext(parent: parent, state: Self.state(of: message))
        {
            self = found
        } else if let parent = inner.firstValue(named: Self.parentName),
            let found = TraceContext(parent: parent, state: inner.firstValue(named: Self.stateName))
        {
            self = found
        } else {
            return nil
        }
    }

    /// The HTTP headers.
    var headers: [Header] {
        [Header(name: Self.parentName, value: parent)]
            + (state.map { [Header(name: Self.stateName, value: $0)] } ?? [])
    }

    /// Several headers are one list.
    private static func state(of message: Message) -> String? {
        let lists = message.headers.filter { $0.isNamed(stateName) }
        guard lists.count > 1 else { return message.property(stateName) }
        return lists.compactMap(\.text).joined(separator: ",")
    }

    // MARK: - traceparent

    private static func isParent(_ text: String) -> Bool {
        let bytes = Array(text.utf8.prefix(longestParent + 1))
        guard bytes.count >= parentLength, bytes.count <= longestParent else { return false }
        guard [2, 35, 52].allSatisfy({ bytes[$0] == UInt8(ascii: "-") }) else { return false }
        let fields = [bytes[..<2], bytes[3..<35], bytes[36..<52], bytes[53..<55]]
        guard fields.allSatisfy({ $0.allSatisfy(isLowercaseDigit) }) else { return false }
        let isZero = { (field: Bytes) in field.allSatisfy { $0 == UInt8(ascii: "0") } }
        guard !fields[0].elementsEqual("ff".utf8), !isZero(fields[1]), !isZero(fields[2]) else { return false }
        if bytes.count == parentLength { return true }
        return !isZero(fields[0]) && bytes[parentLength] == UInt8(ascii: "-") && bytes.allSatisfy(isVisible)
    }

    private static func isLowercaseDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
    }

    private static func isVisible(_ byte: UInt8) -> Bool { byte > 0x20 && byte < 0x7F }

    // MARK: - tracestate

    private static func isState(_ text: String) -> Bool {
        guard text.utf8.count <= longestState else { return false }
        var keys: Set<Bytes> = []
        for member in Array(text.utf8).split(separator: UInt8(ascii: ",")) {
            let member = trimmed(member)
            if member.isEmpty { continue }
            guard let equals = member.firstIndex(of: UInt8(ascii: "=")) else { return false }
            let key = member[..<equals]
            guard isKey(key), isValue(member[(equals + 1)...]), keys.insert(key).inserted else { return false }
        }
        return !keys.isEmpty && keys.count <= mostMembers
    }

    private static func trimmed(_ bytes: Bytes) -> Bytes {
        let isBlank = { (byte: UInt8) in byte == 0x20 || byte == 0x09 }
        var bytes = bytes.drop(while: isBlank)
        while let last = bytes.last, isBlank(last) { bytes.removeLast() }
        return bytes
    }

    private static func isKey(_ key: Bytes) -> Bool {
        guard let first = key.first, key.count <= 256, first != UInt8(ascii: "_") else { return false }
        let isLetterOrDigit = { (byte: UInt8) in
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
        }
        return isLetterOrDigit(first) && key.allSatisfy { isLetterOrDigit($0) || "_-*/@".utf8.contains($0) }
    }

    private static func isValue(_ value: Bytes) -> Bool {
        !value.isEmpty && value.count <= 256
            && value.allSatisfy { $0 >= 0x20 && $0 < 0x7F && $0 != UInt8(ascii: ",") && $0 != UInt8(ascii: "=") }
    }
}
