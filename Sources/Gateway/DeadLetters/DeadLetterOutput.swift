internal import Domain
internal import Storage

extension JSONWriter {
    /// Writes a dead letter; its bytes as base 64 and, where they are UTF-8, as text.
    mutating func deadLetter(_ stored: StoredDeadLetter, showsBody: Bool) {
        let letter = stored.letter
        object { writer in
            writer.member("uid", letter.id)
            writer.member("project_id", letter.project)
            writer.member("source_id", letter.source)
            writer.member("position", letter.position)
            writer.member("reason", letter.reason)
            writer.member("status", stored.resolution?.rawValue ?? "open")
            writer.member("resolved_at", stored.resolvedAt)
            writer.member("headers") { $0.headers(letter.headers) }
            writer.bytes(named: "key", letter.key)
            writer.member("body_size", letter.body.count)
            if showsBody { writer.bytes(named: "body", letter.body) }
            writer.member("created_at", letter.id.timestamp)
            writer.member("received_at", letter.receivedAt)
        }
    }

    private mutating func bytes(named name: String, _ bytes: Bytes?) {
        member(name, bytes.flatMap { String(validating: $0, as: UTF8.self) })
        member("\(name)_base64", bytes.map { Base64.encode($0) })
    }
}
