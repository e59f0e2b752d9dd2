/// Refuses aliases inside keys before Yams sees the file.
///
/// Yams hashes every key; a key that is an alias of aliases of aliases would take for ever. Values are safe: they are
/// counted as they are resolved. No useful file has such a key.
enum AliasGuard {
    /// Where an alias of an anchor of the text is used as a key, or a list or mapping is, in a text that has aliases.
    static func offence(in text: String) -> SourcePosition? {
        let bytes = Array(text.utf8)
        guard bytes.contains(UInt8(ascii: "&")), bytes.contains(UInt8(ascii: "*")) else { return nil }
        let anchors = names(after: UInt8(ascii: "&"), in: bytes)
        let aliases = names(after: UInt8(ascii: "*"), in: bytes).filter { alias in
            anchors.contains { $0.name == alias.name }
        }
        guard !aliases.isEmpty else { return nil }
        if let alias = aliases.first(where: { isFollowedByColon($0.end, in: bytes) }) {
            return position(of: alias.start, in: bytes)
        }
        return collectionKey(in: bytes).map { position(of: $0, in: bytes) }
    }

    private struct Name {
        let name: ArraySlice<UInt8>
        let start: Int
        var end: Int { name.endIndex }
    }

    private static func names(after sign: UInt8, in bytes: [UInt8]) -> [Name] {
        var names: [Name] = []
        var index = 0
        while index < bytes.count {
            defer { index += 1 }
            guard bytes[index] == sign, index == 0 || isSeparator(bytes[index - 1]) else { continue }
            let name = bytes[(index + 1)...].prefix { isNameByte($0) }
            guard !name.isEmpty else { continue }
            names.append(Name(name: name, start: index))
            index = name.endIndex - 1
        }
        return names
    }

    /// A `? ` where a key may begin, or a closing bracket before a colon; `${NAME}:` is no collection.
    private static func collectionKey(in bytes: [UInt8]) -> Int? {
        var expansions = 0
        for (index, byte) in bytes.enumerated() {
            switch byte {
            case UInt8(ascii: "{") where index > 0 && bytes[index - 1] == UInt8(ascii: "$"):
                expansions += 1
            case UInt8(ascii: "}") where expansions > 0:
                expansions -= 1
            case UInt8(ascii: "]"), UInt8(ascii: "}"):
                if isFollowedByColon(index + 1, in: bytes) { return index }
            case UInt8(ascii: "\n"):
                expansions = 0
            case UInt8(ascii: "?"):
                let after = index + 1 < bytes.count ? bytes[index + 1] : UInt8(ascii: "\n")
                let before = bytes[..<index].last { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }
                let opens = before.map { "\n\r-{[,?:".utf8.contains($0) } ?? true
                if opens, isBlank(after) { return index }
            default:
                break
            }
        }
        return nil
    }

    private static func isFollowedByColon(_ index: Int, in bytes: [UInt8]) -> Bool {
        bytes[index...].first { !isBlank($0) } == UInt8(ascii: ":")
    }

    private static func isSeparator(_ byte: UInt8) -> Bool {
        isBlank(byte) || ":,[]{}?-".utf8.contains(byte)
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\n")
            || byte == UInt8(ascii: "\r")
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default:
            false
        }
    }

    private static func position(of index: Int, in bytes: [UInt8]) -> SourcePosition {
        let before = bytes[..<index]
        let line = before.reduce(1) { $0 + ($1 == UInt8(ascii: "\n") ? 1 : 0) }
        let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        return SourcePosition(
            line: line,
            column: String(decoding: before[lineStart...], as: UTF8.self).unicodeScalars.count + 1
        )
    }
}
