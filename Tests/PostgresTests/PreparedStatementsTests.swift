internal import Testing

@testable internal import Postgres

@Suite("Prepared statements")
struct PreparedStatementsTests {
    private let select = PostgresStatement("select", "SELECT $1")

    @Test("a statement is prepared with its first use only")
    func once() throws {
        var prepared = PreparedStatements()
        #expect(try prepared.use(select, [.text]) == .prepareFirst(as: "select"))
        #expect(try prepared.use(select, [.text]) == .ready(as: "select"))
        prepared.confirm("select")
        prepared.forgetUnconfirmed()
        #expect(try prepared.use(select, [.text]) == .ready(as: "select"))
    }

    @Test("one whose preparation was not confirmed is prepared again")
    func unconfirmed() throws {
        var prepared = PreparedStatements()
        _ = try prepared.use(select, [.text])
        prepared.forgetUnconfirmed()
        #expect(try prepared.use(select, [.text]) == .prepareFirst(as: "select"))
    }

    @Test("after a renewal names are new, because the server may still have the old ones")
    func renewal() throws {
        var prepared = PreparedStatements()
        _ = try prepared.use(select, [.text])
        prepared.confirm("select")
        prepared.renew()
        #expect(try prepared.use(select, [.text]) == .prepareFirst(as: "select.1"))
        #expect(try prepared.use(select, [.text]) == .ready(as: "select.1"))
    }

    @Test("one name for two texts, or for other types, is refused")
    func mixUps() throws {
        var prepared = PreparedStatements()
        _ = try prepared.use(select, [.text])
        #expect(throws: PostgresError.self) { try prepared.use(PostgresStatement("select", "SELECT 2"), [.text]) }
        #expect(throws: PostgresError.self) { try prepared.use(select, [.int8]) }
    }

    @Test(
        "asks for preparing again exactly when the server has lost or outlived a plan",
        arguments: [("26000", nil, true), ("42P05", nil, true), ("0A000", "RevalidateCachedQuery", true)]
            + [("0A000", "transformStmt", false), ("42601", nil, false), (nil, nil, false)]
            as [(String?, String?, Bool)]
    )
    func preparingAgain(sqlState: String?, routine: String?, expected: Bool) {
        let error = PostgresError(.query, "no", sqlState: sqlState, routine: routine)
        #expect(error.asksForPreparingAgain == expected)
    }
}
