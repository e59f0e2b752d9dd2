internal import Glibc
internal import Reactor

extension SocketTransport {
    /// Connects to the first of the host's addresses that answers.
    ///
    /// - Throws: `RedisError` of code `unavailable` with the system's reason; `CancellationError`.
    static func connect(
        to address: RedisEndpoint.Address,
        reactor: Reactor,
        until deadline: ContinuousClock.Instant
    ) async throws -> sending SocketTransport {
        let candidates = try await addresses(of: address, until: deadline)
        var failure = RedisError(.unavailable, "the name has no address")
        for (index, candidate) in candidates.enumerated() {
            // An address that swallows packets shall leave time for the others.
            let share = ContinuousClock.now.duration(to: deadline) / (candidates.count - index)
            do throws(RedisError) {
                let descriptor = try await open(candidate, reactor: reactor, until: .now.advanced(by: share))
                return SocketTransport(adopting: descriptor, reactor: reactor)
            } catch {
                failure = error
            }
            try Task.checkCancellation()
        }
        throw failure
    }

    private static func addresses(
        of address: RedisEndpoint.Address,
        until deadline: ContinuousClock.Instant
    ) async throws -> [SocketAddress] {
        switch address {
        case .unix(let path):
            return [try SocketAddress(unixPath: path)]
        case .tcp(let host, let port):
            let numeric = SocketAddress.numeric(host: host, port: port)
            if !numeric.isEmpty { return numeric }
            do {
                return try await BlockingThreads.run(until: deadline) {
                    try SocketAddress.lookUp(host: host, port: port)
                }
            } catch is BlockingCallTimedOut {
                throw RedisError(.unavailable, "cannot resolve \(host): the resolver does not answer")
            }
        }
    }

    /// Opens a socket and waits until it is connected.
    private static func open(
        _ address: SocketAddress,
        reactor: Reactor,
        until deadline: ContinuousClock.Instant
    ) async throws(RedisError) -> Int32 {
        let type = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        let descriptor = socket(address.family, type, 0)
        guard descriptor >= 0 else { throw RedisError(.unavailable, SystemError.text(errno)) }
        if address.family != AF_UNIX { setOptions(of: descriptor) }
        var failure = address.withPointer { Glibc.connect(descriptor, $0, $1) } == 0 ? 0 : errno
        if failure == EINPROGRESS || failure == EINTR {
            let ready = await reactor.ready(descriptor, .write, until: deadline)
            failure = ready.isEmpty ? ETIMEDOUT : pendingError(of: descriptor)
        }
        if failure == 0 { return descriptor }
        reactor.forget(descriptor)
        Glibc.close(descriptor)
        throw RedisError(.unavailable, SystemError.text(failure))
    }

    private static func pendingError(of descriptor: Int32) -> Int32 {
        var failure: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        guard getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &failure, &size) == 0 else { return errno }
        return failure
    }

    /// No delay for small commands; and the kernel notices a peer that vanished within half a minute.
    private static func setOptions(of descriptor: Int32) {
        let tcp = Int32(IPPROTO_TCP)
        let options: [(level: Int32, name: Int32, value: Int32)] = [
            (tcp, TCP_NODELAY, 1), (SOL_SOCKET, SO_KEEPALIVE, 1),
            (tcp, TCP_KEEPIDLE, 15), (tcp, TCP_KEEPINTVL, 5), (tcp, TCP_KEEPCNT, 3),
        ]
        for option in options {
            var value = option.value
            // A system without one of them works all the same.
            setsockopt(descriptor, option.level, option.name, &value, socklen_t(MemoryLayout<Int32>.size))
        }
    }
}
