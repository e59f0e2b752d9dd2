internal import CRabbitMQ
internal import Glibc
internal import TestSupport

/// Publishes with confirms, over a connection of its own.
public final class TestPublisher {
    private let state: amqp_connection_state_t
    private var published: UInt64 = 0
    private var confirmed: UInt64 = 0

    /// Connects as `guest` to a server of this machine.
    public init(port: Int) throws {
        guard let state = amqp_new_connection() else { throw TestFailure("out of memory") }
        self.state = state
        guard amqp_socket_open(amqp_tcp_socket_new(state), "127.0.0.1", Int32(port)) == 0 else {
            throw TestFailure("no connection to port \(port)")
        }
        let reply = crabbitmq_login_plain(state, "/", 131_072, 0, nil, "guest", "guest")
        guard reply.reply_type == AMQP_RESPONSE_NORMAL else { throw TestFailure("RabbitMQ does not let us in") }
        amqp_channel_open(state, 1)
        amqp_confirm_select(state, 1)
        guard amqp_get_rpc_reply(state).reply_type == AMQP_RESPONSE_NORMAL else { throw TestFailure("no channel") }
    }

    deinit { amqp_destroy_connection(state) }

    /// Publishes persistent messages to an exchange; the default one routes to the queue of the key's name.
    public func publish(
        _ bodies: [[UInt8]],
        headers: [(String, String)] = [],
        messageIDs: [String]? = nil,
        exchange: String = "",
        routingKey: String
    ) throws {
        for (index, body) in bodies.enumerated() {
            try publish(body, headers, messageIDs?[index], exchange, routingKey)
            if published - confirmed > 2_000 { try awaitConfirms(upTo: published - 1_000) }
        }
        try awaitConfirms(upTo: published)
    }

    private func publish(
        _ body: [UInt8],
        _ headers: [(String, String)],
        _ messageID: String?,
        _ exchange: String,
        _ routingKey: String
    ) throws {
        let all: [String] = headers.flatMap { [$0.0, $0.1] } + [exchange, routingKey, messageID ?? ""]
        let texts = all.map { strdup($0) }
        defer { for text in texts { free(text) } }
        var entries = headers.indices.map { index in
            var entry = amqp_table_entry_t()
            entry.key = amqp_cstring_bytes(texts[index * 2])
            entry.value.kind = UInt8(ascii: "S")
            entry.value.value.bytes = amqp_cstring_bytes(texts[index * 2 + 1])
            return entry
        }
        let count = texts.count
        var body = body
        let status = entries.withUnsafeMutableBufferPointer { entries in
            body.withUnsafeMutableBytes { bytes in
                var properties = amqp_basic_properties_t()
                properties._flags = UInt32(
                    AMQP_BASIC_DELIVERY_MODE_FLAG | AMQP_BASIC_TIMESTAMP_FLAG | AMQP_BASIC_HEADERS_FLAG
                )
                properties.delivery_mode = 2
                properties.timestamp = UInt64(time(nil))
                properties.headers = amqp_table_t(num_entries: Int32(entries.count), entries: entries.baseAddress)
                if messageID != nil {
                    properties._flags |= UInt32(AMQP_BASIC_MESSAGE_ID_FLAG)
                    properties.message_id = amqp_cstring_bytes(texts[count - 1])
                }
                return amqp_basic_publish(
                    state,
                    1,
                    amqp_cstring_bytes(texts[count - 3]),
                    amqp_cstring_bytes(texts[count - 2]),
                    0,
                    0,
                    &properties,
                    amqp_bytes_t(len: bytes.count, bytes: bytes.baseAddress)
                )
            }
        }
        guard status == 0 else { throw TestFailure("not published: status \(status)") }
        published += 1
    }

    /// Waits until the broker has that many for good.
    private func awaitConfirms(upTo number: UInt64) throws {
        var singles: Set<UInt64> = []
        while confirmed < number {
            var frame = amqp_frame_t()
            var limit = timeval(tv_sec: 20, tv_usec: 0)
            guard amqp_simple_wait_frame_noblock(state, &frame, &limit) == 0 else {
                throw TestFailure("\(confirmed) of \(number) messages confirmed in time")
            }
            guard Int32(frame.frame_type) == AMQP_FRAME_METHOD, frame.payload.method.id == CRABBITMQ_BASIC_ACK,
                let ack = frame.payload.method.decoded?.assumingMemoryBound(to: amqp_basic_ack_t.self).pointee
            else { throw TestFailure("a message was not taken: method \(frame.payload.method.id)") }
            if ack.multiple != 0 {
                confirmed = max(confirmed, ack.delivery_tag)
                singles = singles.filter { $0 > confirmed }
            } else {
                singles.insert(ack.delivery_tag)
            }
            while singles.remove(confirmed + 1) != nil { confirmed += 1 }
            amqp_maybe_release_buffers(state)
        }
    }
}
