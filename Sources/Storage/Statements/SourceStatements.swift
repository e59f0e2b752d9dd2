internal import Postgres

/// What is done with `sources`.
enum SourceStatements {
    /// All of a project by name: few rows.
    static let ofProject = PostgresStatement(
        "sources.of_project",
        "\(select) WHERE project_id = $1 ORDER BY name"
    )

    /// By primary key.
    static let byID = PostgresStatement("sources.by_id", "\(select) WHERE project_id = $1 AND id = $2")

    /// A page, newest first. By the index on (project_id, id).
    static let listDescending = PostgresStatement(
        "sources.list_descending",
        "\(list) AND id < $2 ORDER BY id DESC LIMIT $3"
    )

    /// A page, oldest first. By the index on (project_id, id).
    static let listAscending = PostgresStatement(
        "sources.list_ascending",
        "\(list) AND id > $2 ORDER BY id LIMIT $3"
    )

    /// All that shall be read, of every project.
    static let active = PostgresStatement("sources.active", "\(select) WHERE status = 'active' ORDER BY id")

    /// Adds one.
    static let insert = PostgresStatement(
        "sources.insert",
        """
        INSERT INTO sources (project_id, id, name, kind, workers, options, settings, settings_public, status)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        RETURNING \(columns)
        """
    )

    /// Changes one. By primary key.
    static let update = PostgresStatement(
        "sources.update",
        """
        UPDATE sources
        SET name = $3, kind = $4, workers = $5, options = $6, settings = $7, settings_public = $8, status = $9,
            updated_at = now()
        WHERE project_id = $1 AND id = $2
        RETURNING \(columns)
        """
    )

    /// Removes one with the subscriptions that name it. By primary key.
    static let delete = PostgresStatement(
        "sources.delete",
        "DELETE FROM sources WHERE project_id = $1 AND id = $2"
    )

    private static let list = """
        \(select)
        WHERE project_id = $1 AND ($4::text IS NULL OR kind = $4)
            AND ($5::text IS NULL OR strpos(lower(name), lower($5)) > 0)
        """

    private static let select = "SELECT \(columns) FROM sources"

    private static let columns = """
        id, project_id, name, kind, workers, options, settings, settings_public, status, created_at, updated_at
        """
}
