internal import Domain
internal import Postgres
internal import TestSupport
internal import Testing

@Suite("Postgres pipelines", .serialized, .timeLimit(.minutes(1)))
struct PostgresPipelineTests {
    private let insert = PostgresStatement("insert", "INSERT INTO items (id) SELECT unnest($1::int8[])")

    private func ids(_ values: Int64...) -> [PostgresParameter] { [.array(values)] }

    @Test("statements of one exchange have one result each")
    func results() async throws {
        try await TestDatabase.withConnection { connection in
            try await connection.script("CREATE TABLE items (id int8 PRIMARY KEY)", deadline: .soon)
            let results = try await connection.execute(
                [
                    PostgresQuery(insert, ids(1, 2, 3)),
                    PostgresQuery(.unprepared("SELECT id FROM items ORDER BY id")),
                    PostgresQuery(insert, ids(4)),
                    PostgresQuery(.unprepared("DELETE FROM items WHERE id > $1"), .int(1)),
                ],
                deadline: .soon
            )
            #expect(results.map(\.rowsAffected) == [3, 3, 1, 3])
            #expect(try results[1].map { try $0.int(0) } == [1, 2, 3])
            #expect(results[1].columns == ["id"])
        }
    }

    @Test("an error rolls back everything of its exchange, names its statement and leaves the connection usable")
    func errors() async throws {
        try await TestDatabase.withConnection { connection in
            try await connection.script("CREATE TABLE items (id int8 CONSTRAINT once PRIMARY KEY)", deadline: .soon)
            let error = try await postgresError {
                _ = try await connection.execute(
                    [
                        PostgresQuery(insert, ids(1)),
                        PostgresQuery(insert, ids(1)),
                        PostgresQuery(.unprepared("SELECT 1/0")),
                        PostgresQuery(PostgresStatement("skipped", "SELECT 2")),
                    ],
                    deadline: .soon
                )
            }
            #expect(error.code == .query)
            #expect(error.sqlState == "23505")
            #expect(error.constraint == "once")
            #expect(error.statement == "insert")
            #expect(error.isUniqueViolation)
            #expect(!"\(error)".contains("(id)"))
            #expect(try await connection.count("items") == 0)
            try await connection.run(insert, ids(7))
            #expect(try await connection.run(PostgresStatement("skipped", "SELECT 2"))[0].int(0) == 2)
            #expect(try await connection.count("items") == 1)
        }
    }

    @Test("a statement is prepared once for a connection, within the exchange that first uses it")
    func preparedOnce() async throws {
        try await TestDatabase.withConnection { connection in
            try await connection.script("CREATE TABLE items (id int8)", deadline: .soon)
            let queries = (0..<5).map { PostgresQuery(insert, [.array([Int64($0)])]) }
            _ = try await connection.execute(queries, deadline: .soon)
            _ = try await connection.execute(queries, deadline: .soon)
            let names = try await connection.run("SELECT name FROM pg_prepared_statements WHERE name <> ''")
            #expect(try names.map { try $0.text(0) } == ["insert"])
            #expect(try await connection.count("items") == 10)
        }
    }

    @Test("a statement whose preparation failed is prepared when it can be")
    func failedPreparation() async throws {
        try await TestDatabase.withConnection { connection in
            let error = try await postgresError { try await connection.run(insert, ids(1)) }
            #expect(error.sqlState == "42P01")
            try await connection.script("CREATE TABLE items (id int8)", deadline: .soon)
            try await connection.run(insert, ids(1))
            #expect(try await connection.count("items") == 1)
        }
    }

    @Test("a statement prepared in an exchange that is rolled back stays prepared")
    func preparedInFailure() async throws {
        try await TestDatabase.withConnection { connection in
            try await connection.script("CREATE TABLE items (id int8)", deadline: .soon)
            _ = try await postgresError {
                _ = try await connection.execute(
                    [PostgresQuery(insert, ids(1)), PostgresQuery(.unprepared("SELECT 1/0"))],
                    deadline: .soon
                )
            }
            try await connection.run(insert, ids(1))
            #expect(try await connection.count("items") == 1)
        }
    }

    @Test("statements that the server has forgotten are prepared again")
    func forgotten() async throws {
        try await TestDatabase.withConnection { connection in
            try await connection.script("CREATE TABLE items (id int8)", deadline: .soon)
            try await connection.run(insert, ids(1))
            try await connection.run("DEALLOCATE ALL")
            try await connection.run(insert, ids(2))
            #expect(try await connection.count("items") == 2)
        }
    }

    @Test("a name that the server has and we do not know is avoided")
    func nameTaken() async throws {
        try await TestDatabase.withConnection { connection in
            try await connection.script("CREATE TABLE items (id int8); PREPARE insert AS SELECT 1", deadline: .soon)
            try await connection.run(insert, ids(2))
            #expect(try await connection.count("items") == 1)
        }
    }

    @Test("a plan that a changed table has made stale is made again")
    func stalePlan() async throws {
        try await TestDatabase.withConnection { connection in
            let all = PostgresStatement("all", "SELECT * FROM items")
            try await connection.script("CREATE TABLE items (id int8); INSERT INTO items VALUES (1)", deadline: .soon)
            #expect(try await connection.run(all).columns == ["id"])
            try await connection.script("ALTER TABLE items ADD COLUMN name text DEFAULT 'a'", deadline: .soon)
            #expect(try await connection.run(all)[0].text(1) == "a")
            try await connection.script("ALTER TABLE items ADD COLUMN more int", deadline: .soon)
            let results = try await connection.transaction([PostgresQuery(all)], deadline: .soon)
            #expect(results.first?.columns.count == 3)
        }
    }

    @Test("inside of an explicit transaction nothing is repeated behind one's back")
    func noRepeatInTransaction() async throws {
        try await TestDatabase.withConnection { connection in
            try await connection.script("CREATE TABLE items (id int8)", deadline: .soon)
            try await connection.run(insert, ids(1))
            try await connection.run("DEALLOCATE ALL")
            try await connection.run("BEGIN")
            #expect(try await postgresError { try await connection.run(insert, ids(2)) }.sqlState == "26000")
            #expect(try await postgresError { try await connection.run("SELECT 1") }.sqlState == "25P02")
            try await connection.run("ROLLBACK")
            try await connection.run("SELECT 1")
        }
    }

    @Test("an explicit transaction takes one exchange, and a failed one leaves nothing open")
    func transactions() async throws {
        try await TestDatabase.withConnection { connection in
            try await connection.script("CREATE TABLE items (id int8)", deadline: .soon)
            let results = try await connection.transaction(
                [
                    PostgresQuery(.unprepared("SET LOCAL statement_timeout = '7s'")),
                    PostgresQuery(.unprepared("SHOW statement_timeout")),
                    PostgresQuery(insert, ids(1)),
                ],
                deadline: .soon
            )
            #expect(results.count == 3)
            #expect(try results[1][0].text(0) == "7s")
            #expect(try await connection.run("SHOW statement_timeout")[0].text(0) != "7s")
            let error = try await postgresError {
                _ = try await connection.transaction(
                    [PostgresQuery(insert, ids(2)), PostgresQuery(.unprepared("SELECT 1/0"))],
                    deadline: .soon
                )
            }
            #expect(error.sqlState == "22012")
            #expect(try await connection.count("items") == 1)
        }
    }

    @Test("a constraint deferred to the commit is reported")
    func deferred() async throws {
        try await TestDatabase.withConnection { connection in
            try await connection.script(
                "CREATE TABLE items (id int8 CONSTRAINT late UNIQUE DEFERRABLE INITIALLY DEFERRED)",
                deadline: .soon
            )
            let error = try await postgresError {
                _ = try await connection.transaction(
                    [PostgresQuery(insert, ids(1)), PostgresQuery(insert, ids(1))],
                    deadline: .soon
                )
            }
            #expect(error.constraint == "late")
            let implicit = try await postgresError { try await connection.run(insert, ids(1, 1)) }
            #expect(implicit.constraint == "late")
            #expect(try await connection.count("items") == 0)
        }
    }

    @Test("many tasks on one connection take turns")
    func turns() async throws {
        try await TestDatabase.withConnection { connection in
            let echo = PostgresStatement("echo", "SELECT $1")
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<200 {
                    group.addTask {
                        let queries = (0..<10).map { PostgresQuery(echo, .int(number * 10 + $0)) }
                        let results = try await connection.execute(queries, deadline: .soon)
                        #expect(try results.map { try $0[0].int(0) } == (0..<10).map { number * 10 + $0 })
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test("large values in both directions at the same time do not block each other")
    func bothWays() async throws {
        try await TestDatabase.withConnection { connection in
            let echo = PostgresStatement("echoBytes", "SELECT $1")
            let value = Bytes(repeating: 0x5a, count: 200_000)
            let queries = Array(repeating: PostgresQuery(echo, .bytes(value)), count: 100)
            let results = try await connection.execute(queries, deadline: .soon)
            #expect(try results.allSatisfy { try $0[0].bytes(0) == value })
        }
    }

    @Test("a value of 20 MB goes there and comes back")
    func largeValue() async throws {
        try await TestDatabase.withPool { pool in
            var value = Bytes(repeating: 1, count: 20_000_000)
            value[10_000_000] = 0
            let result = try await pool.query(PostgresStatement("echoBytes", "SELECT $1"), .bytes(value))
            #expect(try result[0].bytes(0) == value)
        }
    }

    @Test("rows of COPY arrive, and a bad one leaves none")
    func copy() async throws {
        try await TestDatabase.withConnection { connection in
            try await connection.script(
                "CREATE TABLE items (id uuid PRIMARY KEY, data bytea, tags text[])",
                deadline: .soon
            )
            let statement = "COPY items (id, data, tags) FROM STDIN (FORMAT binary)"
            var rows = PostgresCopyRows()
            for number in 0..<5_000 {
                rows.startRow(columns: 3)
                rows.append(ULID(high: 1, low: UInt64(number)))
                rows.append(number.isMultiple(of: 2) ? Bytes(repeating: 7, count: 1_000) : nil)
                rows.append(PostgresParameter.array(["a", "b"]))
            }
            #expect(try await connection.copy(rows, into: statement, deadline: .soon) == 5_000)
            #expect(
                try await connection.run("SELECT count(data), sum(cardinality(tags)) FROM items")[0].int(0) == 2_500
            )
            let again = try await postgresError {
                _ = try await connection.copy(rows, into: statement, deadline: .soon)
            }
            #expect(again.sqlState == "23505")
            let missing = try await postgresError {
                _ = try await connection.copy(rows, into: "COPY nothing FROM STDIN (FORMAT binary)", deadline: .soon)
            }
            #expect(missing.sqlState == "42P01")
            #expect(try await connection.count("items") == 5_000)
        }
    }

    @Test("COPY in a pipeline is refused with a hint")
    func copyInPipeline() async throws {
        try await TestDatabase.withConnection { connection in
            try await connection.script("CREATE TABLE items (id int8)", deadline: .soon)
            let error = try await postgresError { try await connection.run("COPY items FROM STDIN") }
            #expect("\(error)".contains("copy(_:into:"))
        }
    }

    @Test("a script of several statements is all or nothing")
    func script() async throws {
        try await TestDatabase.withConnection { connection in
            let error = try await postgresError {
                try await connection.script("CREATE TABLE a (id int); CREATE TABLE a (id int)", deadline: .soon)
            }
            #expect(error.sqlState == "42P07")
            try await connection.script("CREATE TABLE a (id int); INSERT INTO a VALUES (1), (2)", deadline: .soon)
            #expect(try await connection.count("a") == 2)
        }
    }
}
