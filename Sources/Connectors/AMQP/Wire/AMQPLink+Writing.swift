internal import CRabbitMQ
internal import Glibc

extension AMQPLink {
    /// Whether the socket takes a few more bytes without waiting: enough for ``burst`` commands.
    var isWritable: Bool {
        var entry = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        return poll(&entry, 1, 0) > 0 && entry.revents & Int16(POLLOUT) != 0
    }

    /// A socket that is writable has room for many more than these bytes.
    static let burst = 48

    func send(_ command: BrokerCommand) throws(AMQPFailure) {
        let status =
            switch command {
            case .acknowledge(let tag, let multiple): amqp_basic_ack(state, Self.channel, tag, multiple ? 1 : 0)
            case .reject(let tag, let requeue): amqp_basic_reject(state, Self.channel, tag, requeue ? 1 : 0)
            case .rejectAll(let tag, let requeue): amqp_basic_nack(state, Self.channel, tag, 1, requeue ? 1 : 0)
            }
        try AMQPFailure.check(status, .consuming)
    }

    /// Subscribes again; the answer is a frame.
    func sendConsume(_ settings: AMQPSettings) throws(AMQPFailure) {
        let queue = CText(settings.queue)
        let tag = CText(Self.consumerTag)
        let arguments = ArgumentTable(Self.consumerArguments(settings))
        var method = amqp_basic_consume_t()
        method.queue = queue.bytes
        method.consumer_tag = tag.bytes
        method.arguments = arguments.table
        try AMQPFailure.check(amqp_send_method(state, Self.channel, CRABBITMQ_BASIC_CONSUME, &method), .consuming)
    }

    /// Gives the subscription up; the answer is a frame.
    func sendCancel() throws(AMQPFailure) {
        let tag = CText(Self.consumerTag)
        var method = amqp_basic_cancel_t()
        method.consumer_tag = tag.bytes
        try AMQPFailure.check(amqp_send_method(state, Self.channel, CRABBITMQ_BASIC_CANCEL, &method), .consuming)
    }

    /// Asks how many messages wait in the queue; the answer is a frame.
    func askDepth(of queue: String) throws(AMQPFailure) {
        let queue = CText(queue)
        var method = amqp_queue_declare_t()
        method.queue = queue.bytes
        method.passive = 1
        try AMQPFailure.check(amqp_send_method(state, Self.channel, CRABBITMQ_QUEUE_DECLARE, &method), .declaring)
    }
}
