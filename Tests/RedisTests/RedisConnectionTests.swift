internal import Testing

@testable internal import Redis

@Suite("A connection", .timeLimit(.minutes(1)))
struct RedisConnectionTests {
    private let ping = RedisCommand("PING")

    private func failure(_ task: Task<RedisValue, any Error>) async throws -> RedisError {
        let error = await #expect(throws: RedisError.self) { _ = try await task.value }
        return try #require(error)
    }

    @Test("gives replies to those who asked, also when the first one has gone away")
    func order() async throws {
        try await FakeServer.with { (connection, server) async throws in
            let first = Task { try await connection.send(ping) }
            await server.readPings(1)
            let second = Task { try await connection.send(ping) }
            await server.readPings(1)
            first.cancel()
            await #expect(throws: CancellationError.self) { _ = try await first.value }
            server.say("+one\r\n+tw")
            server.say("o\r\n")
            #expect(try await second.value == .status("two"))
        }
    }

    @Test("answers a deadline without giving up on a server that speaks")
    func slowness() async throws {
        try await FakeServer.with { (connection, server) async throws in
            let early = Task { try await connection.send(ping) }
            await server.readPings(1)
            let slow = Task { try await connection.send(ping, within: .milliseconds(300)) }
            await server.readPings(1)
            server.say("+early\r\n")
            #expect(try await early.value == .status("early"))
            #expect(try await failure(slow).code == .timeout)
            let late = Task { try await connection.send(ping) }
            await server.readPings(1)
            server.say("+slow\r\n+late\r\n")
            #expect(try await late.value == .status("late"))
        }
    }

    @Test("gives up on a server that has not said a word since")
    func silence() async throws {
        try await FakeServer.with { (connection, server) async throws in
            let waiting = Task { try await connection.send(ping, within: .seconds(50)) }
            await server.readPings(1)
            let slow = Task { try await connection.send(ping, within: .milliseconds(50)) }
            #expect(try await failure(slow).code == .timeout)
            #expect(try await failure(waiting).code == .connectionLost)
            #expect(await !connection.isOpen)
            #expect(try await failure(Task { try await connection.send(ping) }).code == .notSent)
        }
    }

    @Test("tells what was sent from what was not when the server hangs up")
    func hangUp() async throws {
        var settings = RedisSettings()
        settings.commandsInFlight = 1
        try await FakeServer.with(settings: settings) { (connection, server) async throws in
            let sent = Task { try await connection.send(ping) }
            await server.readPings(1)
            let unsent = Task { try await connection.send(ping) }
            while await connection.waitingCount == 0 { await Task.yield() }
            server.hangUp()
            #expect(try await failure(sent).code == .connectionLost)
            #expect(try await failure(unsent).code == .notSent)
        }
    }

    @Test(
        "ends when the server talks without being asked, or talks nonsense",
        arguments: ["+OK\r\n", "HTTP/1.1 400\r\n"]
    )
    func nonsense(text: String) async throws {
        try await FakeServer.with { (connection, server) async throws in
            server.say(text)
            while await connection.isOpen { await Task.yield() }
            let error = try await failure(Task { try await connection.send(ping) })
            #expect(error.code == .notSent)
            #expect(error.message.contains("fake"))
        }
    }

    @Test("that met a replica takes no more commands, and ends after the last reply")
    func retirement() async throws {
        try await FakeServer.with { (connection, server) async throws in
            let first = Task { try await connection.send(ping) }
            await server.readPings(1)
            let second = Task { try await connection.send(ping) }
            await server.readPings(1)
            server.say("-READONLY You can't write against a read only replica.\r\n")
            #expect(try await failure(first).code == .readOnly)
            #expect(await !connection.isOpen)
            #expect(try await failure(Task { try await connection.send(ping) }).code == .notSent)
            server.say("+still\r\n")
            #expect(try await second.value == .status("still"))
            #expect(try await failure(Task { try await connection.send(ping) }).code == .notSent)
        }
    }

    @Test("a task that was cancelled before sends nothing")
    func cancelledBefore() async throws {
        try await FakeServer.with { (connection, server) async throws in
            let task = Task {
                while !Task.isCancelled { await Task.yield() }
                return try await connection.send(RedisCommand("ECHO", "never"))
            }
            task.cancel()
            await #expect(throws: CancellationError.self) { _ = try await task.value }
            let next = Task { try await connection.send(ping) }
            await server.readPings(1)
            server.say("+next\r\n")
            #expect(try await next.value == .status("next"))
        }
    }

    @Test("writes what the socket does not take at once when it can")
    func backPressure() async throws {
        try await FakeServer.with { (connection, server) async throws in
            let size = 3_000_000
            let payload = [UInt8](repeating: UInt8(ascii: "x"), count: size)
            let task = Task { try await connection.send(RedisCommand("ECHO", .bytes(payload[...]))) }
            let text = await server.read(size + 24)
            #expect(text.hasPrefix("*2\r\n$4\r\nECHO\r\n$3000000\r\nxxx"))
            #expect(text.utf8.count == size + 24)
            _ = await server.read(2)
            server.say("+ok\r\n")
            #expect(try await task.value == .status("ok"))
        }
    }
}
