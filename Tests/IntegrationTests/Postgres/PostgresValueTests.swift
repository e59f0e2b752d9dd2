internal import Domain
internal import Postgres
internal import TestSupport
internal import Testing

@Suite("Postgres values", .serialized, .timeLimit(.minutes(1)))
struct PostgresValueTests {
    private func roundTrip<Value: PostgresEncodable & PostgresDecodable & Equatable>(
        _ values: [Value],
        on connection: PostgresConnection
    ) async throws {
        let type = "\(Value.self)"
        for value in values {
            let row = try await connection.run("SELECT $1", PostgresParameter(value))[0]
            #expect(try row.decode(0) == value, "\(type)")
        }
        let null = try await connection.run("SELECT $1", PostgresParameter(Value?.none))[0]
        #expect(try null.isNull(0))
        #expect(try null.decodeIfPresent(0, as: Value.self) == nil)

        var builder = PostgresArrayBuilder<Value>(capacity: values.count)
        for value in values { builder.append(value) }
        builder.appendNull()
        let row = try await connection.run("SELECT $1, $2", .array(values), builder.parameter)[0]
        #expect(try row.array(0) == values, "\(type)[]")
        #expect(try row.arrayWithNulls(1) == values + [nil], "\(type)[] with NULL")
        let empty = try await connection.run("SELECT $1", .array([Value]()))[0]
        #expect(try empty.array(0, of: Value.self) == [], "empty \(type)[]")
        let rows = try await connection.run("SELECT unnest($1)", builder.parameter)
        #expect(try rows.map { try $0.decodeIfPresent(0, as: Value.self) } == values + [nil], "unnest \(type)[]")
    }

    @Test("values, NULL, arrays with NULL and empty arrays of every type come back as they went")
    func everyType() async throws {
        try await TestDatabase.withConnection { connection in
            try await roundTrip([Int16.min, 0, .max], on: connection)
            try await roundTrip([Int32.min, -1, .max], on: connection)
            try await roundTrip([Int64.min, 9_007_199_254_740_993, .max], on: connection)
            try await roundTrip([1, Int.max], on: connection)
            try await roundTrip([true, false], on: connection)
            try await roundTrip([0.1, -0.0, .infinity, .greatestFiniteMagnitude], on: connection)
            try await roundTrip(["", "a", "ÄÖ 🚢 \"\\{},NULL", String(repeating: "x", count: 100_000)], on: connection)
            try await roundTrip([Bytes([]), Bytes([0, 255, 92, 39]), Bytes(0...255)], on: connection)
            try await roundTrip([ULID(high: 0, low: 0), ULID(high: .max, low: 7), .random()], on: connection)
            try await roundTrip(
                [Timestamp(microseconds: 0), Timestamp(microseconds: -1), Timestamp(milliseconds: 1_785_585_600_123)],
                on: connection
            )
        }
    }

    @Test("a bulk insert of 500 rows is read back with its NULLs")
    func bulk() async throws {
        try await TestDatabase.withPool { pool in
            try await pool.withConnection {
                try await $0.script(
                    "CREATE TABLE items (id uuid, at timestamptz, kind text, data bytea, size int4, live bool)",
                    deadline: .soon
                )
            }
            let insert = PostgresStatement(
                "bulk",
                "INSERT INTO items SELECT * FROM unnest($1, $2, $3, $4, $5, $6)"
            )
            var ids = PostgresArrayBuilder<ULID>(capacity: 500)
            var times = PostgresArrayBuilder<Timestamp>(capacity: 500)
            var kinds = PostgresArrayBuilder<String>(capacity: 500)
            var data = PostgresArrayBuilder<Bytes>(capacity: 500, elementSize: 300)
            var sizes = PostgresArrayBuilder<Int32>(capacity: 500)
            var live = PostgresArrayBuilder<Bool>(capacity: 500)
            for number in 0..<500 {
                ids.append(ULID(high: UInt64(number), low: 1))
                times.append(Timestamp(milliseconds: Int64(number)))
                kinds.append(number.isMultiple(of: 7) ? nil : "order.\(number)")
                data.append(Bytes(repeating: UInt8(truncatingIfNeeded: number), count: number))
                sizes.append(Int32(number))
                live.append(number.isMultiple(of: 2))
            }
            let inserted = try await pool.query(
                insert,
                ids.parameter,
                times.parameter,
                kinds.parameter,
                data.parameter,
                sizes.parameter,
                live.parameter
            )
            #expect(inserted.rowsAffected == 500)
            let rows = try await pool.query(.unprepared("SELECT * FROM items ORDER BY size"))
            for (number, row) in rows.enumerated() {
                #expect(try row.ulid(0) == ULID(high: UInt64(number), low: 1))
                #expect(try row.timestamp(1) == Timestamp(milliseconds: Int64(number)))
                #expect(try row.optionalText(2) == (number.isMultiple(of: 7) ? nil : "order.\(number)"))
                #expect(try row.bytes(3).count == number)
                #expect(try row.int(4) == number)
                #expect(try row.bool(5) == number.isMultiple(of: 2))
            }
            #expect(rows.count == 500)
        }
    }

    @Test("json keeps the bytes that were given")
    func json() async throws {
        try await TestDatabase.withConnection { connection in
            let text = #"{"b": 9007199254740993, "a": 1.10, "a": "\u00e9"}"#
            let row = try await connection.run("SELECT $1, $2::jsonb", .json(text), .json(text))[0]
            #expect(try row.text(0) == text)
            #expect(try row.text(1).contains("9007199254740993"))
            let error = try await postgresError { try await connection.run("SELECT $1", .json("{")) }
            #expect(error.sqlState == "22P02")
        }
    }

    @Test("a reading of the wrong type or of NULL names the column")
    func mismatches() async throws {
        try await TestDatabase.withConnection { connection in
            let row = try await connection.run("SELECT 1 AS number, NULL::text AS word, ARRAY[1, NULL] AS list")[0]
            let wrong = try await postgresError { _ = try row.ulid(0) }
            #expect(wrong.code == .decoding)
            #expect("\(wrong)".contains("number"))
            #expect("\(try await postgresError { _ = try row.text(1) })".contains("word"))
            #expect("\(try await postgresError { _ = try row.array(2, of: Int.self) })".contains("list"))
            #expect("\(try await postgresError { _ = try row.int(3) })".contains("column 3"))
        }
    }

    @Test("text with a zero character is refused by the server, not by a crash")
    func zeroCharacter() async throws {
        try await TestDatabase.withConnection { connection in
            let error = try await postgresError { try await connection.run("SELECT $1", .text("a\0b")) }
            #expect(error.sqlState == "22021")
            #expect(try await connection.run("SELECT 1")[0].int(0) == 1)
        }
    }
}
