internal import CRabbitMQ
internal import Glibc

extension AMQPLink {
    /// What RabbitMQ's own limit is; a header with more could not arrive.
    private static let frameBytes: Int32 = 131_072

    /// RabbitMQ goes by the certificate and does not look at it; rabbitmq-c takes an empty one for lack of memory.
    private static let externalIdentity = "longshore"

    /// What the broker may tell us of.
    private static let capabilities = [
        "authentication_failure_close", "basic.nack", "connection.blocked", "consumer_cancel_notify",
    ]

    /// Logs in and opens the channel. Blocks.
    func logIn(_ settings: AMQPSettings, clientName: String, milliseconds: Int) throws(AMQPFailure) {
        var time = timeval(tv_sec: milliseconds / 1_000, tv_usec: milliseconds % 1_000 * 1_000)
        amqp_set_handshake_timeout(state, &time)
        amqp_set_rpc_timeout(state, &time)
        let client = ArgumentTable(
            [
                .init(name: "product", value: .text("Longshore")),
                .init(name: "connection_name", value: .text(clientName)),
            ],
            capabilities: Self.capabilities
        )
        var properties = client.table
        let seconds = Int32(settings.heartbeat.components.seconds)
        let reply =
            switch settings.identity {
            case .plain(let username, let password):
                crabbitmq_login_plain(
                    state,
                    settings.virtualHost,
                    Self.frameBytes,
                    seconds,
                    &properties,
                    username,
                    password
                )
            case .external:
                crabbitmq_login_external(
                    state,
                    settings.virtualHost,
                    Self.frameBytes,
                    seconds,
                    &properties,
                    Self.externalIdentity
                )
            }
        try AMQPFailure.check(reply, .loggingIn)
        amqp_channel_open(state, Self.channel)
        try AMQPFailure.check(amqp_get_rpc_reply(state), .opening)
    }

    /// Declares or finds the queue, binds it and subscribes to it. Blocks.
    func prepare(_ settings: AMQPSettings) throws(AMQPFailure) {
        let queue = CText(settings.queue)
        try declare(queue, settings.declaration)
        for binding in settings.bindings { try bind(queue, binding) }
        amqp_basic_qos(state, Self.channel, 0, UInt16(clamping: settings.prefetch), 0)
        try AMQPFailure.check(amqp_get_rpc_reply(state), .consuming)
        let tag = CText(Self.consumerTag)
        let arguments = ArgumentTable(Self.consumerArguments(settings))
        amqp_basic_consume(state, Self.channel, queue.bytes, tag.bytes, 0, 0, 0, arguments.table)
        try AMQPFailure.check(amqp_get_rpc_reply(state), .consuming)
    }

    private func declare(
        _ queue: borrowing CText,
        _ declaration: AMQPSettings.Declaration?
    ) throws(AMQPFailure) {
        let arguments = ArgumentTable(declaration?.arguments ?? [])
        amqp_queue_declare(
            state,
            Self.channel,
            queue.bytes,
            declaration == nil ? 1 : 0,
            declaration?.isDurable == true ? 1 : 0,
            0,
            declaration?.isAutoDelete == true ? 1 : 0,
            arguments.table
        )
        try AMQPFailure.check(amqp_get_rpc_reply(state), .declaring)
    }

    private func bind(_ queue: borrowing CText, _ binding: AMQPSettings.Binding) throws(AMQPFailure) {
        let exchange = CText(binding.exchange)
        let key = CText(binding.routingKey)
        let arguments = ArgumentTable(binding.arguments)
        amqp_queue_bind(state, Self.channel, queue.bytes, exchange.bytes, key.bytes, arguments.table)
        try AMQPFailure.check(amqp_get_rpc_reply(state), .binding(exchange: binding.exchange))
    }

    /// The consumer's name on its channel.
    static let consumerTag = "longshore"

    static func consumerArguments(_ settings: AMQPSettings) -> [AMQPSettings.Argument] {
        settings.priority.map { [.init(name: "x-priority", value: .integer(Int64($0)))] } ?? []
    }
}
