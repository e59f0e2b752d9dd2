internal import ConnectorCore
internal import Domain

extension StreamEntry {
    /// The last moment that ids are taken for times: 9999-12-31.
    private static let lastMillisecond: UInt64 = 253_402_300_799_999

    /// The entry as a message; one that was deleted has no body.
    func message(of stream: String, body: RedisStreamsSettings.Body) -> Message {
        let fields = fields ?? []
        let parts: (data: Bytes?, headers: [MessageHeader]) =
            switch body {
            case .field(let name): Self.split(fields, at: Array(name.utf8))
            case .entry: (Self.json(fields), [])
            }
        let time = place.id.milliseconds
        return Message(
            position: "\(RedisStreamsConnector.kind)/\(stream)/\(place.id)",
            timestamp: time <= Self.lastMillisecond ? Timestamp(milliseconds: Int64(time)) : nil,
            headers: parts.headers,
            body: parts.data,
            attributes: [
                Header(name: "topic", value: stream), Header(name: "offset", value: place.id.description),
                Header(name: "timestamp", value: String(time)),
            ]
        )
    }

    /// The last value of a field, and all other fields as headers.
    private static func split(_ fields: [Field], at name: [UInt8]) -> (data: Bytes?, headers: [MessageHeader]) {
        let data = fields.last { $0.name == name }?.value[...]
        let headers = fields.filter { $0.name != name }.map {
            MessageHeader(name: String(decoding: $0.name, as: UTF8.self), value: $0.value[...])
        }
        return (data, headers)
    }

    /// All fields as an object of strings. Of a name that comes twice the last value counts; what is not UTF-8 stands as U+FFFD.
    private static func json(_ fields: [Field]) -> Bytes {
        var last: [[UInt8]: Int] = [:]
        for (index, field) in fields.enumerated() { last[field.name] = index }
        var writer = JSONWriter()
        writer.object { writer in
            for (index, field) in fields.enumerated() where last[field.name] == index {
                writer.name(String(decoding: field.name, as: UTF8.self))
                writer.string(String(decoding: field.value, as: UTF8.self))
            }
        }
        return writer.bytes[...]
    }
}
