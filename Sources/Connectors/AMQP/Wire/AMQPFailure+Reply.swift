internal import CRabbitMQ

extension AMQPFailure {
    /// Throws unless a call to the library went well.
    static func check(_ status: Int32, _ step: Step) throws(AMQPFailure) {
        guard status == 0 else { throw AMQPFailure(status, step) }
    }

    /// Throws unless the broker has answered as it should.
    static func check(_ reply: amqp_rpc_reply_t, _ step: Step) throws(AMQPFailure) {
        switch reply.reply_type {
        case AMQP_RESPONSE_NORMAL: return
        case AMQP_RESPONSE_SERVER_EXCEPTION: throw AMQPFailure(closing: reply.reply, step)
        case AMQP_RESPONSE_LIBRARY_EXCEPTION: throw AMQPFailure(reply.library_error, step)
        default: throw AMQPFailure(step: step, origin: .library(.closed), text: "the connection was closed")
        }
    }

    /// What a status of the library's means.
    init(_ status: Int32, _ step: Step) {
        let kind = Status(status)
        let words = amqp_error_string2(status).map { String(cString: $0) } ?? "status \(status)"
        self.init(step: step, origin: .library(kind), text: words)
    }

    /// What the broker said when it closed the channel or the connection.
    init(closing method: amqp_method_t, _ step: Step) {
        guard let decoded = method.decoded else {
            self.init(step: step, origin: .broker(code: 0), text: "closed without a reason")
            return
        }
        if method.id == CRABBITMQ_CONNECTION_CLOSE {
            let close = decoded.assumingMemoryBound(to: amqp_connection_close_t.self).pointee
            self.init(step: step, origin: .broker(code: Int(close.reply_code)), text: close.reply_text.text)
        } else if method.id == CRABBITMQ_CHANNEL_CLOSE {
            let close = decoded.assumingMemoryBound(to: amqp_channel_close_t.self).pointee
            self.init(step: step, origin: .broker(code: Int(close.reply_code)), text: close.reply_text.text)
        } else {
            self.init(step: step, origin: .broker(code: 0), text: "the broker answered with method \(method.id)")
        }
    }
}

extension AMQPFailure.Status {
    fileprivate init(_ status: Int32) {
        self =
            switch amqp_status_enum(status) {
            case AMQP_STATUS_CONNECTION_CLOSED, AMQP_STATUS_SOCKET_CLOSED: .closed
            case AMQP_STATUS_HOSTNAME_RESOLUTION_FAILED: .unresolved
            case AMQP_STATUS_SOCKET_ERROR, AMQP_STATUS_TCP_ERROR: .unreachable
            case AMQP_STATUS_TIMEOUT: .timeout
            case AMQP_STATUS_HEARTBEAT_TIMEOUT: .silent
            case AMQP_STATUS_SSL_PEER_VERIFY_FAILED: .badCertificate
            case AMQP_STATUS_SSL_HOSTNAME_VERIFY_FAILED: .badName
            case AMQP_STATUS_SSL_CONNECTION_FAILED, AMQP_STATUS_SSL_ERROR: .badHandshake
            case AMQP_STATUS_BROKER_UNSUPPORTED_SASL_METHOD: .badMechanism
            default: .other
            }
    }
}

extension amqp_bytes_t {
    /// The bytes; they belong to the library.
    var buffer: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: bytes, count: bytes == nil ? 0 : len) }

    /// The bytes as text; what is not UTF-8 is replaced.
    var text: String { String(decoding: buffer, as: UTF8.self) }
}
