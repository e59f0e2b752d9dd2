public import Domain
internal import Postgres

extension EventStore {
    /// Keeps messages that could not become events; one that is kept already stays as it is.
    public func insert(deadLetters: [DeadLetter]) async throws {
        var queries: [PostgresQuery] = []
        var batch: [DeadLetter] = []
        var bytes = 0
        for letter in deadLetters.sorted(by: { $0.id < $1.id }) {
            if !batch.isEmpty, bytes + letter.body.count > Self.maximumStatementBytes {
                queries.append(Self.query(batch))
                batch = []
                bytes = 0
            }
            batch.append(letter)
            bytes += letter.body.count
        }
        guard !batch.isEmpty else { return }
        queries.append(Self.query(batch))
        _ = try await pool.byIndex(queries)
    }

    private static func query(_ letters: [DeadLetter]) -> PostgresQuery {
        var sources = PostgresArrayBuilder<ULID>(capacity: letters.count)
        var keys = PostgresArrayBuilder<Bytes>(capacity: letters.count)
        for letter in letters {
            sources.append(letter.source)
            keys.append(letter.key)
        }
        return PostgresQuery(
            DeadLetterStatements.insert,
            .array(letters.map(\.id)),
            .array(letters.map(\.project)),
            sources.parameter,
            .array(letters.map(\.position.storable)),
            .array(letters.map(\.reason.storable)),
            .array(letters.map { HeaderText.text(of: $0.headers) }),
            keys.parameter,
            .array(letters.map(\.body)),
            .array(letters.map(\.receivedAt))
        )
    }
}
