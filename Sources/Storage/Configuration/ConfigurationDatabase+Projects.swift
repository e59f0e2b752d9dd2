public import Domain
internal import Postgres

extension ConfigurationDatabase {
    /// All projects, by name.
    public func projects() async throws -> [Project] {
        try await execute(ProjectStatements.all).map(Project.init(row:))
    }

    /// One project.
    public func project(_ id: ULID) async throws -> Project? {
        try await execute(ProjectStatements.byID, .uuid(id)).first.map(Project.init(row:))
    }

    /// The project with this name.
    public func project(named name: String) async throws -> Project? {
        try await execute(ProjectStatements.byName, .text(name.storable)).first.map(Project.init(row:))
    }

    /// Makes a project.
    /// - Throws: `StorageError.Code.nameTaken`.
    public func createProject(
        name: String,
        kind: ProjectKind,
        configuration: ProjectConfiguration = ProjectConfiguration()
    ) async throws -> Project {
        let id = ULID.random()
        let query = PostgresQuery(
            ProjectStatements.insert,
            [.uuid(id), .text(name.storable), .text(kind.rawValue)] + configuration.parameters
        )
        return try Project(row: try await row(query))
    }

    /// Changes a project's name and configuration; answers nil when there is none.
    /// - Throws: `StorageError.Code.nameTaken`.
    public func updateProject(
        _ id: ULID,
        name: String,
        configuration: ProjectConfiguration
    ) async throws -> Project? {
        let query = PostgresQuery(
            ProjectStatements.update,
            [.uuid(id), .text(name.storable)] + configuration.parameters
        )
        return try await execute([query]).first?.first.map(Project.init(row:))
    }

    /// Removes a project with its keys, sources, endpoints and subscriptions; false when there was none.
    ///
    /// Its events can no longer be seen, and go with their partitions.
    public func deleteProject(_ id: ULID) async throws -> Bool {
        try await execute(ProjectStatements.delete, .uuid(id)).rowsAffected > 0
    }
}

extension ProjectConfiguration {
    fileprivate var parameters: [PostgresParameter] {
        [.text(signatureHeader.storable), .array(signatureVersions.map(\.text))]
            + RetryColumns(retryPolicy).parameters + [.int(Int64(maximumPayloadBytes))]
    }
}

extension ConvoySignature.Version {
    /// "SHA256/hex"
    fileprivate var text: String { "\(hash.rawValue)/\(encoding.rawValue)" }

    fileprivate init?(text: String) {
        let parts = text.split(separator: "/")
        guard parts.count == 2,
            let hash = ConvoySignature.Hash(rawValue: String(parts[0])),
            let encoding = ConvoySignature.Encoding(rawValue: String(parts[1]))
        else { return nil }
        self.init(hash: hash, encoding: encoding)
    }
}

extension Project {
    init(row: PostgresRow) throws {
        let versions = try row.array(4, of: String.self).map { text in
            guard let version = ConvoySignature.Version(text: text) else {
                throw StorageError(.unreadable, "a stored signature version is not known: \(text)")
            }
            return version
        }
        guard let kind = ProjectKind(rawValue: try row.text(2)),
            let retryPolicy = try RetryColumns.policy(from: row, at: 5)
        else { throw StorageError(.unreadable, "a stored project is of a kind that is not known") }
        self.init(
            id: try row.ulid(0),
            name: try row.text(1),
            kind: kind,
            configuration: ProjectConfiguration(
                signatureHeader: try row.text(3),
                signatureVersions: versions,
                retryPolicy: retryPolicy,
                maximumPayloadBytes: try row.int(8)
            ),
            createdAt: try row.timestamp(9),
            updatedAt: try row.timestamp(10)
        )
    }
}
