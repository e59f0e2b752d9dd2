internal import Glibc
internal import Reactor

@testable internal import Redis

/// The other end of a connection: sees the bytes of requests and says whatever a test wants.
struct FakeServer {
    private let descriptor: Int32
    private let reactor: Reactor

    /// Lends a started connection and its other end.
    static func with(
        settings: RedisSettings = RedisSettings(),
        _ body: (RedisConnection, FakeServer) async throws -> Void
    ) async throws {
        let reactor = Reactor.start(name: "fake-server")
        var pair: [Int32] = [-1, -1]
        guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue), 0, &pair) == 0 else {
            throw RedisError(.unavailable, "no socket pair")
        }
        let connection = try RedisConnection(
            over: SocketTransport(adopting: pair[0], reactor: reactor),
            name: "fake",
            settings: settings,
            reactor: reactor
        )
        await connection.start()
        let server = FakeServer(descriptor: pair[1], reactor: reactor)
        let result: Result<Void, any Error>
        do { result = .success(try await body(connection, server)) } catch { result = .failure(error) }
        await connection.close()
        server.hangUp()
        reactor.stop()
        await reactor.stopped()
        try result.get()
    }

    /// Waits until as many bytes have come.
    func read(_ count: Int) async -> String {
        var bytes: [UInt8] = []
        let deadline = ContinuousClock.now.advanced(by: .seconds(10))
        while bytes.count < count, ContinuousClock.now < deadline {
            var part = [UInt8](repeating: 0, count: count - bytes.count)
            let moved = recv(descriptor, &part, part.count, 0)
            if moved > 0 { bytes += part[..<moved] } else { await reactor.ready(descriptor, .read, until: deadline) }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Waits for so many `PING`s.
    func readPings(_ count: Int) async {
        let ping = "*1\r\n$4\r\nPING\r\n"
        let text = await read(ping.utf8.count * count)
        precondition(text == String(repeating: ping, count: count), "unexpected request \(text)")
    }

    func say(_ text: String) {
        let bytes = Array(text.utf8)
        precondition(send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count, "the socket is full")
    }

    func hangUp() { shutdown(descriptor, Int32(SHUT_RDWR)) }
}
