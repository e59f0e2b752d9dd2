internal import Postgres

extension ConfigurationStore {
    /// The number that grows with every change of projects, sources, endpoints, secrets and subscriptions.
    public func version() async throws -> Int64 {
        guard let row = try await pool.query(ConfigurationStatements.version).first else {
            throw StorageError(.unreadable, "the database holds no configuration version")
        }
        return try row.int64(0)
    }

    /// Everything that matching and delivering need, read from one snapshot.
    public func routing() async throws -> RoutingRows {
        try await pool.withConnection { connection in
            let results = try await connection.execute(
                [
                    PostgresQuery(ConfigurationStatements.beginSnapshot),
                    PostgresQuery(ConfigurationStatements.version),
                    PostgresQuery(ProjectStatements.all),
                    PostgresQuery(EndpointStatements.all),
                    PostgresQuery(EndpointStatements.allSecrets),
                    PostgresQuery(SubscriptionStatements.all),
                    PostgresQuery(ConfigurationStatements.commit),
                ],
                deadline: .now + pool.timeout
            )
            guard results.count == 7, let version = results[1].first else {
                throw StorageError(.unreadable, "the database holds no configuration version")
            }
            return RoutingRows(
                version: try version.int64(0),
                projects: try results[2].map(Project.init(row:)),
                endpoints: try endpointRows(results[3], secrets: results[4]),
                subscriptions: try results[5].map(SubscriptionRow.init(row:))
            )
        }
    }
}
