internal import Domain
internal import Postgres

/// Reads `EventStatements.columns`.
enum EnvelopeRow {
    /// How many columns there are; what a statement adds follows them.
    static let width = 10

    static func envelope(from row: PostgresRow) throws -> Envelope {
        Envelope(
            id: try row.ulid(0),
            project: try row.ulid(1),
            source: try row.optionalULID(2),
            eventType: try row.text(3),
            target: try TargetText.target(in: row.text(4)),
            headers: try HeaderText.headers(in: row.bytes(5)),
            idempotencyKey: try row.optionalText(6),
            position: try row.text(7),
            acceptedAt: try row.timestamp(8),
            data: try row.bytes(9)
        )
    }
}
