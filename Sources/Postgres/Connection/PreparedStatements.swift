/// What one connection has prepared on its server.
///
/// Prepared statements outlive rollbacks: one counts as prepared as soon as its own answer was good, and never before.
struct PreparedStatements {
    /// How to refer to a statement in an exchange.
    enum Use: Equatable {
        case prepareFirst(as: String)
        case ready(as: String)
    }

    private struct Entry {
        let sql: String
        let types: [PostgresType]
        var isConfirmed = false
    }

    private var entries: [String: Entry] = [:]
    /// Names of a generation that the server has lost, or keeps with a stale plan, are not used again.
    private var generation = 0

    /// Looks a statement up, and takes it for prepared for the rest of the exchange.
    mutating func use(_ statement: PostgresStatement, _ types: [PostgresType]) throws(PostgresError) -> Use {
        let wireName = generation == 0 ? statement.name : "\(statement.name).\(generation)"
        guard let entry = entries[statement.name] else {
            entries[statement.name] = Entry(sql: statement.sql, types: types)
            return .prepareFirst(as: wireName)
        }
        guard entry.sql == statement.sql else {
            throw PostgresError(.invalidUse, "one name stands for two statements", statement: statement.name)
        }
        guard entry.types == types else {
            throw PostgresError(
                .invalidUse,
                "the parameters have the types \(types.map(\.oid)), and had \(entry.types.map(\.oid)) before",
                statement: statement.name
            )
        }
        return .ready(as: wireName)
    }

    /// The server has prepared it.
    mutating func confirm(_ name: String) { entries[name]?.isConfirmed = true }

    /// The exchange is over: what was not confirmed by now was refused or skipped.
    mutating func forgetUnconfirmed() { entries = entries.filter(\.value.isConfirmed) }

    /// Nothing counts as prepared any more; new names avoid what the server may still have.
    mutating func renew() {
        entries = [:]
        generation += 1
    }
}

extension PostgresError {
    /// The server does not know a prepared statement (a pooler gave us another session, someone deallocated it), knows
    /// one of that name that we do not, or must not use its plan any more because a table has changed.
    var asksForPreparingAgain: Bool {
        switch sqlState {
        case "26000", "42P05": true
        // The only "feature not supported" of this function; its message is translated.
        case "0A000": routine == "RevalidateCachedQuery"
        default: false
        }
    }
}
