internal import Redis

/// An entry's place: which of the source's streams, and its id there.
struct EntryPlace: Hashable, Sendable {
    let stream: Int
    let id: StreamID
}

/// An entry of a stream as Redis answers it.
struct StreamEntry: Sendable {
    /// A field and its value; names may come twice.
    struct Field: Hashable, Sendable {
        let name: [UInt8]
        let value: [UInt8]
    }

    let place: EntryPlace

    /// What the entry holds; nil when it was deleted and only its place in the group's list is left.
    let fields: [Field]?

    /// Bytes of all names and values.
    var size: Int { fields?.reduce(0) { $0 + $1.name.count + $1.value.count } ?? 0 }

    init(_ place: EntryPlace, fields: [Field]?) {
        self.place = place
        self.fields = fields
    }

    /// Reads `[id, [name, value, …]]`.
    init(_ value: RedisValue, stream: Int) throws(RedisError) {
        let parts = try value.requireElements()
        guard parts.count == 2, let id = parts[0].text.flatMap(StreamID.init) else {
            throw RedisError(.unexpectedReply, "expected a stream's entry in a reply, got \(value.kind)")
        }
        place = EntryPlace(stream: stream, id: id)
        guard !parts[1].isNull else {
            fields = nil
            return
        }
        let words = try parts[1].requireElements()
        var fields: [Field] = []
        for index in stride(from: 0, to: words.count - 1, by: 2) {
            fields.append(Field(name: try words[index].requireBytes(), value: try words[index + 1].requireBytes()))
        }
        self.fields = fields
    }

    /// Reads a list of entries; Redis before 7 has nulls for deleted ones in it.
    static func list(_ value: RedisValue, stream: Int) throws(RedisError) -> [StreamEntry] {
        var entries: [StreamEntry] = []
        for element in try value.requireElements() where !element.isNull {
            entries.append(try StreamEntry(element, stream: stream))
        }
        return entries
    }
}
