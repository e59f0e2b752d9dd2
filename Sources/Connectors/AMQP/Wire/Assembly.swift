internal import CRabbitMQ
internal import ConnectorCore
internal import Domain

/// A message and the number by which the broker knows it.
struct Delivery: Sendable {
    let tag: UInt64
    let message: Message
}

/// Puts messages together from their frames, all bytes into one storage until they are taken.
struct Assembly {
    private var storage: [UInt8] = []
    private var whole: [Draft] = []
    private var current: Draft?
    /// What is missing of the current message's body.
    private var missing: UInt64 = 0

    /// How many messages are whole.
    var count: Int { whole.count }

    /// The bytes gathered, about.
    var bytes: Int { storage.count }

    // MARK: - Frames

    /// A message begins.
    mutating func begin(_ deliver: amqp_basic_deliver_t) {
        // A message that never became whole gives way: the broker knows it as unsettled.
        storage.removeLast(storage.count - (current?.start ?? storage.count))
        current = Draft(deliver, start: storage.count)
    }

    /// Its properties, and how long its body will be; whether the message is whole with them.
    mutating func take(_ properties: UnsafePointer<amqp_basic_properties_t>?, bodySize: UInt64) -> Bool {
        guard current != nil else { return false }
        missing = bodySize
        // The broker's word is not worth a large reservation before the bytes come.
        storage.reserveCapacity(storage.count + Int(min(bodySize, 1 << 20)))
        if let properties { current?.read(properties.pointee, &storage) }
        current?.body = storage.count..<storage.count
        return finishIfWhole()
    }

    /// A part of its body; whether the message is whole with it.
    mutating func take(_ fragment: UnsafeRawBufferPointer) -> Bool {
        guard current != nil else { return false }
        storage.append(contentsOf: fragment)
        missing -= min(missing, UInt64(fragment.count))
        return finishIfWhole()
    }

    private mutating func finishIfWhole() -> Bool {
        guard missing == 0, var draft = current else { return false }
        draft.body = draft.body.lowerBound..<storage.count
        whole.append(draft)
        current = nil
        return true
    }

    // MARK: - Taking

    /// Hands out the whole messages; one that is still arriving stays.
    mutating func finish(_ queue: String) -> [Delivery] {
        guard !whole.isEmpty else { return [] }
        var rest: [UInt8] = []
        if var draft = current {
            rest = Array(storage[draft.start...])
            draft.move(by: draft.start)
            current = draft
        }
        let bytes = storage[...]
        let prefix = "amqp/\(queue)/"
        let deliveries = whole.map { Delivery(tag: $0.tag, message: $0.message(bytes, queue, prefix)) }
        whole.removeAll(keepingCapacity: true)
        storage = rest
        return deliveries
    }
}
