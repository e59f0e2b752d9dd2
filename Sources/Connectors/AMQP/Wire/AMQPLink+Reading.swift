internal import CRabbitMQ
internal import Glibc

/// Something that the broker has sent.
enum BrokerEvent: Hashable, Sendable {
    /// Nothing more is there.
    case nothing
    /// A message is whole, and waits in the assembly.
    case message
    /// A part of a message, or an answer that nobody waits for.
    case progress
    /// The broker gave the subscription up: the queue was deleted, or its node is gone.
    case cancelled
    /// The broker has given our subscription up as we asked.
    case cancelAnswered
    /// How many messages wait in the queue.
    case depth(Int)
    /// The broker takes nothing from publishers for now.
    case blocked(reason: String)
    /// It does again.
    case unblocked
    /// The broker closed the channel or the connection.
    case closed(AMQPFailure)
    /// A frame that this version does not know.
    case unknown(String)
}

extension AMQPLink {
    /// Takes the next frame that has arrived. Sends a heartbeat when one is due, so the socket must be writable.
    func read() throws(AMQPFailure) -> BrokerEvent {
        var frame = amqp_frame_t()
        var none = timeval(tv_sec: 0, tv_usec: 0)
        let status = amqp_simple_wait_frame_noblock(state, &frame, &none)
        if status == AMQP_STATUS_TIMEOUT.rawValue { return .nothing }
        try AMQPFailure.check(status, .consuming)
        let event = event(of: frame)
        // What a frame points to has been copied.
        if event != .progress { amqp_maybe_release_buffers_on_channel(state, frame.channel) }
        return event
    }

    private func event(of frame: amqp_frame_t) -> BrokerEvent {
        switch Int32(frame.frame_type) {
        case AMQP_FRAME_METHOD: event(of: frame.payload.method)
        case AMQP_FRAME_HEADER:
            assembly.take(
                frame.payload.properties.decoded?.assumingMemoryBound(to: amqp_basic_properties_t.self),
                bodySize: frame.payload.properties.body_size
            ) ? .message : .progress
        case AMQP_FRAME_BODY: assembly.take(frame.payload.body_fragment.buffer) ? .message : .progress
        default: .unknown("frame of type \(frame.frame_type)")
        }
    }

    private func event(of method: amqp_method_t) -> BrokerEvent {
        guard let decoded = method.decoded else { return .unknown("method \(method.id)") }
        switch method.id {
        case CRABBITMQ_BASIC_DELIVER:
            assembly.begin(decoded.assumingMemoryBound(to: amqp_basic_deliver_t.self).pointee)
            return .progress
        case CRABBITMQ_BASIC_CANCEL: return .cancelled
        case CRABBITMQ_BASIC_CANCEL_OK: return .cancelAnswered
        case CRABBITMQ_BASIC_CONSUME_OK: return .progress
        case CRABBITMQ_QUEUE_DECLARE_OK:
            return .depth(Int(decoded.assumingMemoryBound(to: amqp_queue_declare_ok_t.self).pointee.message_count))
        case CRABBITMQ_CONNECTION_BLOCKED:
            return .blocked(reason: decoded.assumingMemoryBound(to: amqp_connection_blocked_t.self).pointee.reason.text)
        case CRABBITMQ_CONNECTION_UNBLOCKED: return .unblocked
        case CRABBITMQ_CHANNEL_CLOSE, CRABBITMQ_CONNECTION_CLOSE:
            return .closed(AMQPFailure(closing: method, .consuming))
        default: return .unknown("method \(method.id)")
        }
    }
}
