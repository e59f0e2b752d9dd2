internal import Postgres

/// What is done with `api_keys`.
enum KeyStatements {
    /// Adds one.
    static let insert = PostgresStatement(
        "keys.insert",
        """
        INSERT INTO api_keys (id, mask, salt, hash, name, role, project_id, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        RETURNING \(columns)
        """
    )

    /// The key that a mask stands for, while it is good. By the unique index on mask.
    static let byMask = PostgresStatement(
        "keys.by_mask",
        """
        SELECT \(columns), salt, hash FROM api_keys
        WHERE mask = $1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())
        """
    )

    /// The keys of a project, or of the instance for NULL; few rows.
    static let ofProject = PostgresStatement(
        "keys.of_project",
        "SELECT \(columns) FROM api_keys WHERE project_id IS NOT DISTINCT FROM $1 ORDER BY id"
    )

    /// Ends one for good. By primary key.
    static let revoke = PostgresStatement(
        "keys.revoke",
        """
        UPDATE api_keys SET revoked_at = now()
        WHERE id = $2 AND project_id IS NOT DISTINCT FROM $1 AND revoked_at IS NULL
        """
    )

    private static let columns = "id, mask, name, role, project_id, created_at, expires_at, revoked_at"
}
