internal import CRdKafka
internal import ConnectorCore
internal import Domain

/// Gathers messages of librdkafka's and copies them out, all bytes of a batch into one storage.
///
/// Between gathering and copying the events keep the messages alive.
struct MessageCollector: ~Copyable {
    private struct Item {
        let event: OpaquePointer
        let message: UnsafePointer<rd_kafka_message_t>
        /// Which of the spans it belongs to.
        let span: Int
    }

    /// Offsets at which partitions shall be read no further; those that are not in here have no end.
    private let ends: [TopicPartition: Int64]
    /// Of each span.
    private var spanEnds: [Int64] = []

    private var items: [Item] = []
    private var lastTopic: OpaquePointer?
    private var lastSpan = 0

    /// The partitions and offsets gathered.
    private(set) var spans: [PartitionTable.Span] = []

    /// The bytes gathered, about.
    private(set) var bytes = 0

    /// Partitions of which a message at their end, or beyond it, has been seen.
    private(set) var ended: Set<TopicPartition> = []

    /// Gathers nothing from the `ends` on.
    init(ends: [TopicPartition: Int64] = [:]) { self.ends = ends }

    /// How many messages were gathered.
    var count: Int { items.count }

    deinit { for item in items { rd_kafka_event_destroy(item.event) } }

    /// Takes over a fetch event, if the table wants its message.
    mutating func gather(_ event: OpaquePointer, if table: borrowing PartitionTable) {
        guard let message = rd_kafka_event_message_next(event), message.pointee.err == RD_KAFKA_RESP_ERR_NO_ERROR,
            let span = span(of: message, table)
        else { return rd_kafka_event_destroy(event) }
        items.append(Item(event: event, message: message, span: span))
        bytes += message.pointee.len + message.pointee.key_len
    }

    /// The span that a message continues or begins; nil when the table does not want it.
    private mutating func span(
        of message: UnsafePointer<rd_kafka_message_t>,
        _ table: borrowing PartitionTable
    ) -> Int? {
        let (offset, partition) = (message.pointee.offset, message.pointee.partition)
        // Messages come in runs; the topic's handle is the same for all of a topic's.
        if message.pointee.rkt == lastTopic, spans[lastSpan].partition.partition == partition {
            guard offset > spans[lastSpan].last, isBeforeEnd(offset, of: lastSpan) else { return nil }
            spans[lastSpan].last = offset
            return lastSpan
        }
        let key = TopicPartition(topic: String(cString: rd_kafka_topic_name(message.pointee.rkt)), partition: partition)
        if let known = spans.firstIndex(where: { $0.partition == key }) {
            guard offset > spans[known].last, isBeforeEnd(offset, of: known) else { return nil }
            spans[known].last = offset
            lastSpan = known
        } else {
            guard table.accepts(key, offset) else { return nil }
            let end = ends[key] ?? .max
            guard offset < end else {
                ended.insert(key)
                return nil
            }
            spanEnds.append(end)
            spans.append(PartitionTable.Span(partition: key, first: offset, last: offset))
            lastSpan = spans.count - 1
        }
        lastTopic = message.pointee.rkt
        return lastSpan
    }

    private mutating func isBeforeEnd(_ offset: Int64, of span: Int) -> Bool {
        if offset < spanEnds[span] { return true }
        ended.insert(spans[span].partition)
        return false
    }

    // MARK: - Copying

    /// Where a message's parts are in the storage.
    private struct Draft {
        let key: Range<Int>?
        let body: Range<Int>?
        let headers: [(name: String, value: Range<Int>?)]
    }

    /// Copies the messages; the collector is spent after this.
    consuming func finish() -> [Message] {
        var storage: [UInt8] = []
        storage.reserveCapacity(bytes + items.count * 64)
        let drafts = items.map { item in
            Draft(
                key: Self.append(item.message.pointee.key, item.message.pointee.key_len, to: &storage),
                body: Self.append(item.message.pointee.payload, item.message.pointee.len, to: &storage),
                headers: Self.headers(item.message, &storage)
            )
        }
        let places = spans.map { (prefix: "kafka/\($0.partition.topic)/\($0.partition.partition)/", $0.partition) }
        return zip(items, drafts).map { item, draft in
            let (prefix, partition) = places[item.span]
            return Self.message(item.message, draft, storage[...], prefix, partition)
        }
    }

    private static func message(
        _ message: UnsafePointer<rd_kafka_message_t>,
        _ draft: Draft,
        _ storage: Bytes,
        _ prefix: String,
        _ partition: TopicPartition
    ) -> Message {
        let offset = String(message.pointee.offset)
        var attributes = [
            Header(name: "topic", value: partition.topic),
            Header(name: "partition", value: String(partition.partition)),
            Header(name: "offset", value: offset),
        ]
        let timestamp = timestamp(message)
        if let timestamp { attributes.append(Header(name: "timestamp", value: String(timestamp.milliseconds))) }
        return Message(
            position: prefix + offset,
            timestamp: timestamp,
            key: draft.key.map { storage[$0] },
            headers: draft.headers.map { MessageHeader(name: $0.name, value: $0.value.map { storage[$0] }) },
            body: draft.body.map { storage[$0] },
            attributes: attributes
        )
    }

    private static func timestamp(_ message: UnsafePointer<rd_kafka_message_t>) -> Timestamp? {
        var kind = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE
        let milliseconds = rd_kafka_message_timestamp(message, &kind)
        guard kind != RD_KAFKA_TIMESTAMP_NOT_AVAILABLE, milliseconds >= 0 else { return nil }
        return Timestamp(milliseconds: milliseconds)
    }

    /// A null pointer is an absent value, which is not an empty one.
    private static func append(_ start: UnsafeRawPointer?, _ count: Int, to storage: inout [UInt8]) -> Range<Int>? {
        guard let start else { return nil }
        let begin = storage.count
        storage.append(contentsOf: UnsafeRawBufferPointer(start: start, count: count))
        return begin..<storage.count
    }

    private static func headers(
        _ message: UnsafePointer<rd_kafka_message_t>,
        _ storage: inout [UInt8]
    ) -> [(name: String, value: Range<Int>?)] {
        var list: OpaquePointer?
        guard rd_kafka_message_headers(message, &list) == RD_KAFKA_RESP_ERR_NO_ERROR, let list else { return [] }
        var headers: [(name: String, value: Range<Int>?)] = []
        var (name, value): (UnsafePointer<CChar>?, UnsafeRawPointer?)
        var size = 0
        while rd_kafka_header_get_all(list, headers.count, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR {
            headers.append((name.map { String(cString: $0) } ?? "", append(value, size, to: &storage)))
        }
        return headers
    }
}
