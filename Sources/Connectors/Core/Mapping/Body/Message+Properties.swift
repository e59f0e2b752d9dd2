internal import Domain

extension Message {
    /// What a header says, or an attribute of the broker's of that name: AMQP has `content-encoding` as a property of its own.
    func property(_ name: String) -> String? {
        if let header = headers.last(where: { $0.isNamed(name) }) { return header.text }
        return attribute(name)
    }

    /// What the broker knows of the message under that name.
    ///
    /// - Parameter name: lower case with hyphens; the attribute may have underscores.
    func attribute(_ name: String) -> String? {
        attributes.last { Self.isAttribute($0.name, name) }?.value
    }

    /// The headers, and what describes the body but stands in attributes: what a dead letter keeps besides the bytes.
    var keptHeaders: [Header] {
        var kept = headers.map(\.printable)
        for name in ["content-type", ContentEncoding.name, TraceContext.parentName, TraceContext.stateName]
        where !headers.contains(where: { $0.isNamed(name) }) {
            if let value = property(name) { kept.append(Header(name: name, value: value)) }
        }
        return kept
    }

    /// The message as one of its parts alone: the body is the part, plain, of the content type given.
    func part(_ body: Bytes, index: Int, contentType: String) -> Message {
        let describing = ["content-type", ContentEncoding.name]
        var part = self
        part.body = body
        part.position = position.isEmpty ? "" : "\(position)#\(index)"
        part.headers.removeAll { header in describing.contains(where: header.isNamed) }
        part.attributes.removeAll { attribute in describing.contains { Self.isAttribute(attribute.name, $0) } }
        part.headers.append(MessageHeader(name: "content-type", value: ArraySlice(contentType.utf8)))
        return part
    }

    private static func isAttribute(_ attribute: String, _ name: String) -> Bool {
        let (left, right) = (attribute.utf8, name.utf8)
        return left.count == right.count
            && zip(left, right).allSatisfy { left, right in
                (left == UInt8(ascii: "_") ? UInt8(ascii: "-") : left.asciiLowercased) == right
            }
    }
}
