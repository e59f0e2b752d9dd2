internal import Glibc
internal import Reactor

/// A plain TCP or Unix socket.
final class SocketTransport: ByteTransport {
    let descriptor: Int32
    private let reactor: Reactor
    private var isClosed = false

    /// Takes over a connected, non-blocking socket.
    init(adopting descriptor: Int32, reactor: Reactor) {
        self.descriptor = descriptor
        self.reactor = reactor
    }

    deinit { close() }

    func receive(into buffer: UnsafeMutableRawBufferPointer) throws(RedisError) -> Transfer {
        while true {
            let count = recv(descriptor, buffer.baseAddress, buffer.count, 0)
            if count > 0 { return .moved(count) }
            if count == 0 { return .ended }
            let failure = errno
            if failure == EINTR { continue }
            if failure == EAGAIN || failure == EWOULDBLOCK { return .blocked(.read) }
            throw RedisError(.connectionLost, "the connection broke: \(SystemError.text(failure))")
        }
    }

    func send(_ bytes: UnsafeRawBufferPointer) throws(RedisError) -> Transfer {
        while true {
            let count = Glibc.send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
            if count >= 0 { return .moved(count) }
            let failure = errno
            if failure == EINTR { continue }
            if failure == EAGAIN || failure == EWOULDBLOCK { return .blocked(.write) }
            throw RedisError(.connectionLost, "the connection broke: \(SystemError.text(failure))")
        }
    }

    func close() {
        guard !isClosed else { return }
        isClosed = true
        reactor.forget(descriptor)
        Glibc.close(descriptor)
    }
}
