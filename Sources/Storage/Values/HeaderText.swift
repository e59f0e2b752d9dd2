internal import Domain

/// Headers as one JSON object, in their order; names may repeat.
enum HeaderText {
    static func text(of headers: [Header]) -> String {
        guard !headers.isEmpty else { return "{}" }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(headers.reduce(2) { $0 + $1.name.utf8.count + $1.value.utf8.count + 6 })
        for header in headers {
            bytes.append(UInt8(ascii: bytes.isEmpty ? "{" : ","))
            JSON.quote(header.name, into: &bytes)
            bytes.append(UInt8(ascii: ":"))
            JSON.quote(header.value, into: &bytes)
        }
        bytes.append(UInt8(ascii: "}"))
        return String(decoding: bytes, as: UTF8.self)
    }

    /// - Throws: an error when the text is not such an object; we wrote it, so that means a damaged row.
    static func headers(in bytes: Bytes) throws -> [Header] {
        guard bytes.count > 2 else { return [] }
        return try JSON.members(of: bytes).map { member in
            guard let value = JSON.string(from: member.value) else {
                throw StorageError(.unreadable, "stored headers hold a value that is no string")
            }
            return Header(name: member.name, value: value)
        }
    }
}
