internal import Postgres

/// What is done with `endpoints` and `endpoint_secrets`.
enum EndpointStatements {
    /// All of every project: what the routing table is made of.
    static let all = PostgresStatement("endpoints.all", "\(select) ORDER BY id")

    /// All of a project by name.
    static let ofProject = PostgresStatement(
        "endpoints.of_project",
        "\(select) WHERE project_id = $1 ORDER BY name, id"
    )

    /// By the index on (project_id, id).
    static let byID = PostgresStatement("endpoints.by_id", "\(select) WHERE project_id = $1 AND id = $2")

    /// A page, newest first. By the index on (project_id, id).
    static let listDescending = PostgresStatement(
        "endpoints.list_descending",
        "\(list) AND id < $2 ORDER BY id DESC LIMIT $3"
    )

    /// A page, oldest first. By the index on (project_id, id).
    static let listAscending = PostgresStatement(
        "endpoints.list_ascending",
        "\(list) AND id > $2 ORDER BY id LIMIT $3"
    )

    /// Adds one.
    static let insert = PostgresStatement(
        "endpoints.insert",
        """
        INSERT INTO endpoints (project_id, id, name, description, url, owner_id, status, timeout_ms,
            advanced_signatures, authentication)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        """
    )

    /// Changes one. By the index on (project_id, id).
    static let update = PostgresStatement(
        "endpoints.update",
        """
        UPDATE endpoints
        SET name = $3, description = $4, url = $5, owner_id = $6, status = $7, timeout_ms = $8,
            advanced_signatures = $9, authentication = $10, updated_at = now()
        WHERE project_id = $1 AND id = $2
        """
    )

    /// Changes whether one is delivered to. By the index on (project_id, id).
    static let setStatus = PostgresStatement(
        "endpoints.set_status",
        "UPDATE endpoints SET status = $3, updated_at = now() WHERE project_id = $1 AND id = $2"
    )

    /// Removes one with its secrets and subscriptions. By the index on (project_id, id).
    static let delete = PostgresStatement(
        "endpoints.delete",
        "DELETE FROM endpoints WHERE project_id = $1 AND id = $2"
    )

    /// Every secret that has not expired: what the routing table is made of.
    static let allSecrets = PostgresStatement("endpoints.all_secrets", "\(secrets) ORDER BY id")

    /// The secrets of some endpoints that have not expired. By the index on endpoint_id.
    static let secretsOf = PostgresStatement(
        "endpoints.secrets_of",
        "\(secrets) AND endpoint_id = ANY ($1::uuid[]) ORDER BY id"
    )

    /// Adds a secret to an endpoint of the project.
    static let insertSecret = PostgresStatement(
        "endpoints.insert_secret",
        """
        INSERT INTO endpoint_secrets (id, endpoint_id, value)
        SELECT $3, e.id, $4 FROM endpoints e WHERE e.project_id = $1 AND e.id = $2
        """
    )

    /// Lets every other secret of an endpoint end after some seconds, unless it ends before. By the index on
    /// endpoint_id.
    static let expireOtherSecrets = PostgresStatement(
        "endpoints.expire_other_secrets",
        """
        UPDATE endpoint_secrets s
        SET expires_at = least(s.expires_at, now() + make_interval(secs => $4))
        FROM endpoints e
        WHERE e.project_id = $1 AND e.id = $2 AND s.endpoint_id = e.id AND s.id <> $3
        """
    )

    /// Deletes secrets that have ended. Reads the table: it is small.
    static let deleteExpiredSecrets = PostgresStatement(
        "endpoints.delete_expired_secrets",
        "DELETE FROM endpoint_secrets WHERE expires_at < now() - interval '1 day'"
    )

    private static let secrets = """
        SELECT id, endpoint_id, value, expires_at, created_at FROM endpoint_secrets
        WHERE (expires_at IS NULL OR expires_at > now())
        """

    private static let list = """
        \(select)
        WHERE project_id = $1 AND ($4::text IS NULL OR owner_id = $4)
            AND ($5::text IS NULL OR strpos(lower(name), lower($5)) > 0)
        """

    private static let select = """
        SELECT id, project_id, name, description, url, owner_id, status, timeout_ms, advanced_signatures, \
        authentication, created_at, updated_at FROM endpoints
        """
}
