internal import Postgres
internal import TestSupport
internal import Testing

@Suite("Postgres pool", .serialized, .timeLimit(.minutes(1)))
struct PostgresPoolTests {
    private static let ownPID = PostgresStatement("pid", "SELECT pg_backend_pid()")

    @Test("opens no more connections than it may, and serves many tasks with them")
    func bounded() async throws {
        try await TestDatabase.withPool(size: 3) { pool in
            let pids = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<100 {
                    group.addTask { try await pool.query(Self.ownPID)[0].int(0) }
                }
                return try await group.reduce(into: Set<Int>()) { $0.insert($1) }
            }
            #expect((1...3).contains(pids.count))
        }
    }

    @Test("whoever waits past the deadline is told that all connections are in use")
    func exhaustion() async throws {
        try await TestDatabase.withPool(size: 1) { pool in
            try await pool.withConnection { _ in
                let error = try await postgresError { try await pool.ping(deadline: .now + .milliseconds(50)) }
                #expect(error.code == .timedOut)
                #expect("\(error)".contains("in use"))
                let waiting = Task { try await pool.ping() }
                waiting.cancel()
                await #expect(throws: CancellationError.self) { try await waiting.value }
            }
            try await pool.ping()
        }
    }

    @Test("a transaction left open is rolled back when its connection comes back")
    func leftOver() async throws {
        try await TestDatabase.withPool(size: 1) { pool in
            try await pool.withConnection { connection in
                try await connection.script("CREATE TABLE items (id int)", deadline: .soon)
                try await connection.run("BEGIN")
                try await connection.run("INSERT INTO items VALUES (1)")
            }
            #expect(try await pool.query(.unprepared("SELECT count(*) FROM items"))[0].int(0) == 0)
        }
    }

    @Test("an error in the body brings the connection back")
    func throwingBody() async throws {
        try await TestDatabase.withPool(size: 1) { pool in
            let pid = try await pool.query(Self.ownPID)[0].int(0)
            await #expect(throws: TestFailure.self) {
                try await pool.withConnection { _ in throw TestFailure("mine") }
            }
            #expect(try await pool.query(Self.ownPID)[0].int(0) == pid)
        }
    }

    @Test("a connection that its body has closed is replaced")
    func closedByBody() async throws {
        try await TestDatabase.withPool(size: 1) { pool in
            let pid = try await pool.query(Self.ownPID)[0].int(0)
            try await pool.withConnection { await $0.close() }
            #expect(try await pool.query(Self.ownPID)[0].int(0) != pid)
        }
    }

    @Test("an idle connection that was ended meanwhile is replaced without an error")
    func idleEnded() async throws {
        try await TestDatabase.with { database in
            let pool = try database.pool(size: 1)
            let pid = try await pool.query(Self.ownPID)[0].int(0)
            let other = try await database.open()
            try await other.run("SELECT pg_terminate_backend($1)", .int4(Int32(pid)))
            try await eventually("the backend is gone") {
                try await other.run("SELECT 1 FROM pg_stat_activity WHERE pid = $1", .int4(Int32(pid))).isEmpty
            }
            #expect(try await pool.query(Self.ownPID)[0].int(0) != pid)
            await other.close()
            await pool.close()
        }
    }

    @Test("a connection whose buffers have grown large is not kept")
    func largeBuffers() async throws {
        try await TestDatabase.withPool(size: 1) { pool in
            let pid = try await pool.query(Self.ownPID)[0].int(0)
            let large = ArraySlice<UInt8>(repeating: 0, count: 40 << 20)
            let length = PostgresStatement.unprepared("SELECT length($1)")
            #expect(try await pool.query(length, .bytes(large))[0].int(0) == 40 << 20)
            #expect(try await pool.query(Self.ownPID)[0].int(0) != pid)
        }
    }

    @Test("closing waits for what is lent and turns newcomers away")
    func closing() async throws {
        try await TestDatabase.with { database in
            let pool = try database.pool(size: 1)
            let slow = Task { try await pool.query(.unprepared("SELECT pg_sleep(0.2), 5"))[0].int(1) }
            try await eventually("it runs", every: .milliseconds(1)) { pool.isInUse }
            await pool.close()
            #expect(try await slow.value == 5)
            #expect(try await postgresError { try await pool.ping() }.code == .closed)
        }
    }

    @Test("exchanges of a pool stay apart when many tasks are cancelled at random")
    func cancellationStorm() async throws {
        try await TestDatabase.withPool(size: 3) { pool in
            let echo = PostgresStatement("echo", "SELECT $1, pg_sleep(0.002)")
            await withTaskGroup(of: Void.self) { group in
                for number in 0..<120 {
                    group.addTask {
                        let task = Task { try await pool.query(echo, .int(number))[0].int(0) }
                        if number.isMultiple(of: 3) {
                            for _ in 0..<(number % 40) { await Task.yield() }
                            task.cancel()
                        }
                        if let answer = try? await task.value { #expect(answer == number) }
                    }
                }
            }
            try await pool.ping()
        }
    }
}
