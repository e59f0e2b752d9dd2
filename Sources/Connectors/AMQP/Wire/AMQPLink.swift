internal import CRabbitMQ
internal import Glibc

/// A connection to one server, with one channel.
///
/// `@unchecked Sendable`: rabbitmq-c's state may be used from any thread, by one at a time. Connecting, logging in, preparing and
/// taking leave block, and run on helper threads while nobody else has the link; in between it belongs to its session's reactor,
/// where no call waits: reading takes what is there, and writing is done only while the socket takes something.
final class AMQPLink: @unchecked Sendable {
    static let channel: amqp_channel_t = 1

    let state: amqp_connection_state_t
    /// A second descriptor of the socket: rabbitmq-c may close its own at any time, and numbers are reused.
    let descriptor: Int32
    private var isDestroyed = false

    /// What is known of a message that has not arrived whole, and where the arrived ones go.
    var assembly = Assembly()

    private init(adopting state: amqp_connection_state_t, descriptor: Int32) {
        self.state = state
        self.descriptor = descriptor
    }

    deinit { destroy() }

    /// Connects. Blocks.
    static func connect(
        to host: AMQPSettings.Host,
        _ tls: AMQPSettings.TLS?,
        milliseconds: Int
    ) throws(AMQPFailure) -> AMQPLink {
        guard let state = amqp_new_connection() else { throw outOfMemory(.connecting) }
        do throws(AMQPFailure) {
            let socket =
                try tls.map { tls throws(AMQPFailure) in try encrypted(state, tls) } ?? amqp_tcp_socket_new(state)
            guard let socket else { throw outOfMemory(.connecting) }
            var time = timeval(tv_sec: milliseconds / 1_000, tv_usec: milliseconds % 1_000 * 1_000)
            let status = amqp_socket_open_noblock(socket, host.name, Int32(host.port), &time)
            try AMQPFailure.check(status, tls == nil ? .connecting : .tls)
            let copy = dup(amqp_get_sockfd(state))
            guard copy >= 0 else {
                let text = "no descriptor left: raise the limit of open files (ulimit -n)"
                throw AMQPFailure(step: .connecting, origin: .library(.other), text: text)
            }
            _ = fcntl(copy, F_SETFD, FD_CLOEXEC)
            return AMQPLink(adopting: state, descriptor: copy)
        } catch {
            amqp_destroy_connection(state)
            throw error
        }
    }

    private static func encrypted(
        _ state: amqp_connection_state_t,
        _ tls: AMQPSettings.TLS
    ) throws(AMQPFailure) -> OpaquePointer? {
        guard let socket = amqp_ssl_socket_new(state) else { throw outOfMemory(.tls) }
        amqp_ssl_socket_set_verify_peer(socket, tls.isVerified ? 1 : 0)
        amqp_ssl_socket_set_verify_hostname(socket, tls.isVerified && tls.isNameVerified ? 1 : 0)
        if tls.isVerified {
            let file = tls.authorityFile ?? systemAuthorities
            guard amqp_ssl_socket_set_cacert(socket, file) == 0 else { throw unusable("tls.ca_file", file) }
        }
        if let password = tls.keyPassword { amqp_ssl_socket_set_key_passwd(socket, password) }
        if let certificate = tls.certificateFile, let key = tls.keyFile {
            guard amqp_ssl_socket_set_key(socket, certificate, key) == 0 else {
                throw unusable("tls.cert_file and tls.key_file", "\(certificate), \(key)")
            }
        }
        return socket
    }

    /// Where Debian and its kin keep the authorities that the system trusts.
    private static let systemAuthorities = "/etc/ssl/certs/ca-certificates.crt"

    private static func unusable(_ setting: String, _ file: String) -> AMQPFailure {
        AMQPFailure(step: .tls, origin: .file(setting: setting), text: file)
    }

    private static func outOfMemory(_ step: AMQPFailure.Step) -> AMQPFailure {
        AMQPFailure(step: step, origin: .library(.other), text: "out of memory")
    }

    // MARK: - Ending

    /// Ends every call that waits for the broker, from whatever thread; the link is of no use after it.
    func abort() {
        shutdown(descriptor, Int32(SHUT_RDWR))
    }

    /// Takes leave of the broker, which has handled everything sent before when this returns; then frees everything. Blocks.
    func close(isPolite: Bool, milliseconds: Int) {
        if isPolite {
            var time = timeval(tv_sec: milliseconds / 1_000, tv_usec: milliseconds % 1_000 * 1_000)
            amqp_set_rpc_timeout(state, &time)
            let reply = amqp_channel_close(state, Self.channel, AMQP_REPLY_SUCCESS)
            if reply.reply_type == AMQP_RESPONSE_NORMAL { _ = amqp_connection_close(state, AMQP_REPLY_SUCCESS) }
        }
        destroy()
    }

    /// Frees everything, without a word to the broker.
    private func destroy() {
        guard !isDestroyed else { return }
        isDestroyed = true
        amqp_destroy_connection(state)
        Glibc.close(descriptor)
    }
}
