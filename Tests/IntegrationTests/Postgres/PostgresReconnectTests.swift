internal import Glibc
internal import Postgres
internal import Reactor
internal import TestSupport
internal import Testing

/// These stop and start a server of their own.
@Suite("Postgres server restarts", .serialized, .timeLimit(.minutes(3)))
struct PostgresReconnectTests {
    @Test("callers wait for a server that comes back, and are told what is wrong when it does not")
    func restart() async throws {
        try await PrivatePostgres.with { server, reactor in
            let pool = try PostgresPool(url: server.url, size: 2, reactor: reactor, logger: .silent)
            try await pool.ping()
            #expect(pool.isHealthy)
            try await server.stop()

            let error = try await postgresError { try await pool.ping(deadline: .now + .milliseconds(700)) }
            #expect(error.code == .connection)
            #expect(error.isRetryable)
            #expect("\(error)".contains("socket"))
            #expect(!pool.isHealthy)

            let patient = Task { try await pool.query(.unprepared("SELECT 5"), deadline: .soon)[0].int(0) }
            try await server.start(on: reactor)
            #expect(try await patient.value == 5)
            try await pool.waitUntilHealthy(deadline: .soon)
            #expect(pool.isHealthy)

            try await server.stop()
            try await server.start(on: reactor)
            #expect(try await pool.query(.unprepared("SELECT 6"))[0].int(0) == 6)
            await pool.close()
        }
    }

    @Test("an exchange under way when the server stops fails as a lost connection")
    func stopDuringExchange() async throws {
        try await PrivatePostgres.with { server, reactor in
            let pool = try PostgresPool(url: server.url, size: 1, reactor: reactor, logger: .silent)
            try await pool.ping()
            let running = Task {
                try await postgresError { _ = try await pool.query(.unprepared("SELECT pg_sleep(60)")) }
            }
            try await eventually("it runs", every: .milliseconds(1)) { pool.isInUse }
            try await server.stop()
            let error = try await running.value
            #expect(error.code == .connection)
            #expect(error.isRetryable)
            await pool.close()
        }
    }

    @Test("an unknown database is refused at once, with the server's code")
    func unknownDatabase() async throws {
        try await PrivatePostgres.with { server, reactor in
            let url = "postgresql:///nowhere?host=\(server.socketFolder)&user=longshore"
            let pool = try PostgresPool(url: url, size: 1, reactor: reactor, logger: .silent)
            let start = ContinuousClock.now
            let error = try await postgresError { try await pool.waitUntilHealthy(deadline: .soon) }
            #expect(error.sqlState == "3D000")
            #expect(!error.isRetryable)
            #expect("\(error)".contains("nowhere"))
            #expect(!"\(error)".contains(".c:"))
            #expect(start.duration(to: .now) < .seconds(10))
            await pool.close()
        }
    }

    @Test("a host that accepts and says nothing is given up for the next one")
    func silentHost() async throws {
        try await PrivatePostgres.with { server, reactor in
            let silent = try SilentListener()
            defer { silent.stop() }
            let settings = "user=longshore dbname=postgres connect_timeout=1 password=geheim"
            let connection = try await PostgresConnection.open(
                url: "\(settings) host=127.0.0.1,\(server.socketFolder) port=\(silent.port),5432",
                on: reactor,
                deadline: .soon
            )
            #expect(try await connection.run("SELECT 1")[0].int(0) == 1)
            await connection.close()

            let error = try await postgresError {
                _ = try await PostgresConnection.open(
                    url: "\(settings) host=127.0.0.1 port=\(silent.port)",
                    on: reactor,
                    deadline: .soon
                )
            }
            #expect(error.code == .connection)
            #expect("\(error)".contains("127.0.0.1:\(silent.port)"))
            let early = try await postgresError {
                _ = try await PostgresConnection.open(
                    url: "\(settings) host=127.0.0.1 port=\(silent.port)",
                    on: reactor,
                    deadline: .now + .milliseconds(50)
                )
            }
            #expect(early.code == .timedOut)
            #expect(!"\(error)\(early)".contains("geheim"))
        }
    }

    @Test("a listener notices a restart and says that it is connected again")
    func listener() async throws {
        try await PrivatePostgres.with { server, reactor in
            let pool = try PostgresPool(url: server.url, size: 1, reactor: reactor, logger: .silent)
            let listener = try PostgresListener(url: server.url, channels: ["news"], reactor: reactor, logger: .silent)
            var events = listener.makeAsyncIterator()
            #expect(await events.next()?.isConnected == true)
            try await server.stop()
            #expect(await events.next()?.isDisconnected == true)
            try await server.start(on: reactor)
            var event = await events.next()
            while event?.isDisconnected == true { event = await events.next() }
            #expect(event?.isConnected == true)
            _ = try await pool.query(.unprepared("SELECT pg_notify('news', 'again')"))
            #expect(await events.next()?.payload == "again")
            await pool.close()
        }
    }

    @Test("a listener notices a server that has gone silent")
    func silentServer() async throws {
        try await PrivatePostgres.with { server, reactor in
            let pool = try PostgresPool(url: server.url, size: 1, reactor: reactor, logger: .silent)
            let listener = try PostgresListener(
                url: server.url,
                channels: ["news"],
                reactor: reactor,
                keepAlive: .milliseconds(100),
                logger: .silent
            )
            var events = listener.makeAsyncIterator()
            #expect(await events.next()?.isConnected == true)
            let pid = try await pool.query(
                .unprepared(
                    "SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
                )
            )[0].int(0)
            kill(pid_t(pid), SIGSTOP)
            let event = await events.next()
            kill(pid_t(pid), SIGCONT)
            guard case .disconnected(let error) = event else {
                throw TestFailure("still connected: \(String(describing: event))")
            }
            #expect(error.code == .timedOut)
            #expect(await events.next()?.isConnected == true)
            await pool.close()
        }
    }
}

/// Accepts connections, as the kernel does for every listener, and never says a word.
private struct SilentListener {
    let port: Int
    private let descriptor: Int32

    init() throws {
        port = try freePort()
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7f00_0001).bigEndian
        let descriptor = descriptor
        let status = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard status == 0, listen(descriptor, 5) == 0 else { throw TestFailure("cannot listen on \(port)") }
    }

    func stop() { close(descriptor) }
}
