internal import Testing

@testable internal import Postgres

@Suite("Errors")
struct PostgresErrorTests {
    @Test(
        "knows what is worth doing again",
        arguments: [
            ("08006", true), ("40001", true), ("40P01", true), ("53300", true), ("55P03", true), ("57014", true),
            ("57P01", true), ("57P03", true), ("25006", true), ("23505", false), ("42601", false), ("28P01", false),
            ("3D000", false), ("22P02", false),
        ]
    )
    func retryable(sqlState: String, expected: Bool) {
        #expect(PostgresError(.query, "no", sqlState: sqlState).isRetryable == expected)
        #expect(PostgresError(.connection, "no", sqlState: sqlState).isRetryable == expected)
    }

    @Test("a lost connection and a passed deadline are worth doing again, a misuse is not")
    func codes() {
        #expect(PostgresError(.connection, "gone").isRetryable)
        #expect(PostgresError(.timedOut, "late").isRetryable)
        #expect(!PostgresError(.query, "no").isRetryable)
        #expect(!PostgresError(.invalidUse, "no").isRetryable)
        #expect(!PostgresError(.closed, "no").isRetryable)
    }

    @Test("the description names code, constraint and statement")
    func description() {
        let error = PostgresError(
            .query,
            "duplicate key",
            sqlState: "23505",
            constraint: "events_pkey",
            statement: "insertEvents"
        )
        #expect("\(error)" == "duplicate key (SQLSTATE 23505), constraint events_pkey, in statement insertEvents")
        #expect(error.isUniqueViolation)
    }

    @Test("the description of a data exception leaves the data out")
    func data() {
        let error = PostgresError(.query, #"invalid input syntax for type uuid: "secret-key""#, sqlState: "22P02")
        #expect("\(error)" == "invalid input syntax for type uuid (SQLSTATE 22P02)")
        #expect(String(reflecting: error).contains("secret-key"))
    }

    @Test("a refused connection's words give up their SQLSTATE and source location")
    func serverMessage() {
        let message = ServerMessage(
            parsing: """
                connection to server at "127.0.0.1", port 5432 failed: FATAL:  28P01: password authentication failed for user "app"
                LOCATION:  auth_failed, auth.c:326

                """
        )
        #expect(message.sqlState == "28P01")
        #expect(
            message.text == #"connection to server at "127.0.0.1", port 5432 failed: FATAL: "#
                + #"password authentication failed for user "app""#
        )
    }

    @Test("words without a SQLSTATE stay, on one line", arguments: ["Connection refused", "odd:  12345:", "a\nb", ""])
    func plainMessage(text: String) {
        let message = ServerMessage(parsing: text)
        #expect(message.sqlState == nil)
        #expect(message.text == text.split(separator: "\n").joined(separator: "; "))
    }
}
