internal import Postgres
internal import TestSupport
internal import Testing

@Suite("Postgres deadlines and cancellation", .serialized, .timeLimit(.minutes(1)))
struct PostgresCancellationTests {
    private func sleeping(_ tag: String) -> PostgresQuery {
        PostgresQuery(.unprepared("SELECT pg_sleep(60) /* \(tag) */"))
    }

    private func isRunning(_ tag: String, _ pool: PostgresPool) async throws -> Bool {
        let result = try await pool.query(
            PostgresStatement(
                "running",
                "SELECT count(*) FROM pg_stat_activity "
                    + "WHERE state = 'active' AND pid <> pg_backend_pid() AND query LIKE $1"
            ),
            .text("%pg_sleep%\(tag)%")
        )
        return try result[0].int(0) > 0
    }

    @Test("a deadline ends the exchange, stops the server and costs the connection, not the pool")
    func deadline() async throws {
        try await TestDatabase.withPool(size: 2) { pool in
            // Connecting may take a while; the deadline is about the exchange.
            try await pool.ping()
            let start = ContinuousClock.now
            let error = try await postgresError {
                _ = try await pool.pipeline([sleeping("deadline")], deadline: .now + .milliseconds(200))
            }
            #expect(error.code == .timedOut)
            #expect(error.isRetryable)
            #expect(start.duration(to: .now) < .seconds(5))
            try await eventually("the server stops") { try await !isRunning("deadline", pool) }
            for _ in 0..<4 { try await pool.ping() }
        }
    }

    @Test("an exchange without any time left is refused before it costs the connection")
    func noTime() async throws {
        try await TestDatabase.withConnection { connection in
            let error = try await postgresError { _ = try await connection.execute([sleeping("late")], deadline: .now) }
            #expect(error.code == .timedOut)
            #expect(try await connection.run("SELECT 1")[0].int(0) == 1)
        }
    }

    @Test("a cancelled task ends at once and stops the server")
    func cancellation() async throws {
        try await TestDatabase.withPool(size: 2) { pool in
            let task = Task { try await pool.pipeline([sleeping("cancel")]) }
            try await eventually("the statement runs") { try await isRunning("cancel", pool) }
            task.cancel()
            await #expect(throws: CancellationError.self) { _ = try await task.value }
            try await eventually("the server stops") { try await !isRunning("cancel", pool) }
            try await pool.ping()
        }
    }

    @Test("a task cancelled while it waits for its turn disturbs nobody")
    func cancelledInQueue() async throws {
        try await TestDatabase.withConnection { connection in
            let first = Task { try await connection.run("SELECT pg_sleep(0.3), 1")[0].int(1) }
            try await eventually("the first has its turn", every: .milliseconds(1)) { !connection.isIdle }
            let second = Task { try await connection.run("SELECT 2") }
            second.cancel()
            await #expect(throws: CancellationError.self) { _ = try await second.value }
            let late = try await postgresError {
                _ = try await connection.execute([sleeping("turn")], deadline: .now + .milliseconds(20))
            }
            #expect(late.code == .timedOut)
            #expect(try await first.value == 1)
            #expect(try await connection.run("SELECT 3")[0].int(0) == 3)
        }
    }

    @Test("a connection that is closed under an exchange ends it with an error")
    func closedMeanwhile() async throws {
        try await TestDatabase.withConnection { connection in
            let task = Task {
                try await postgresError { _ = try await connection.execute([sleeping("close")], deadline: .soon) }
            }
            try await eventually("the exchange runs", every: .milliseconds(1)) { !connection.isIdle }
            await connection.close()
            #expect(try await task.value.code == .closed)
            #expect(try await postgresError { try await connection.run("SELECT 1") }.code == .closed)
        }
    }

    @Test("a backend that the operator ends is a lost connection, worth a second try")
    func terminated() async throws {
        try await TestDatabase.withPool(size: 1) { pool in
            let error = try await postgresError {
                _ = try await pool.query(.unprepared("SELECT pg_terminate_backend(pg_backend_pid())"))
            }
            #expect(error.code == .connection)
            #expect(error.sqlState == "57P01")
            #expect(error.isRetryable)
            try await pool.ping()
        }
    }

    @Test("a cancelled COPY leaves no rows and no connection")
    func cancelledCopy() async throws {
        try await TestDatabase.with { database in
            let connection = try await database.open()
            try await connection.script("CREATE TABLE items (data bytea); LOCK items", deadline: .soon)
            var rows = PostgresCopyRows()
            for _ in 0..<200 {
                rows.startRow(columns: 1)
                rows.append(ArraySlice<UInt8>(repeating: 1, count: 100_000))
            }
            let error = try await postgresError {
                _ = try await connection.copy(
                    rows,
                    into: "COPY items FROM STDIN (FORMAT binary)",
                    deadline: .now + .milliseconds(2)
                )
            }
            #expect(error.code == .timedOut)
            let other = try await database.open()
            #expect(try await other.count("items") == 0)
            await other.close()
        }
    }
}
