public import Domain
internal import Postgres

/// Jobs as the processes see them that do them: each has a lease on its job, which another one takes over when it ends.
extension ConfigurationDatabase {
    /// The jobs that nobody does, oldest first, those after one. Jobs of a kind that a newer version has are left to that.
    public func freeJobs(after last: ULID? = nil, limit: Int) async throws -> [JobRow] {
        try await execute(
            JobStatements.free,
            .int(Int64(limit)),
            .uuid(last),
            .array(JobDraft.Kind.allCases.map(\.rawValue))
        ).map { try JobRow(row: $0) }
    }

    /// Takes a job that nobody does; nil when another process was faster. The owner is to be another one for each claim.
    public func claimJob(_ id: ULID, owner: String, lease: Duration) async throws -> JobRow? {
        try await execute(JobStatements.claim, .uuid(id), .text(owner), .double(lease.inSeconds))
            .first.map { try JobRow(row: $0) }
    }

    /// Writes how far a job has come and extends the lease.
    ///
    /// - Returns: whether somebody asked for its end; nil when the job is not the owner's any more, who must stop.
    public func saveJob(
        _ id: ULID,
        owner: String,
        lease: Duration,
        progress: JobProgress,
        error: String?
    ) async throws -> Bool? {
        let parameters: [PostgresParameter] = [
            .uuid(id), .text(owner), .double(lease.inSeconds), .text(error?.storable),
        ]
        let query = PostgresQuery(JobStatements.save, parameters + progress.parameters)
        return try await execute([query]).first?.first.map { try $0.bool(0) }
    }

    /// Writes how a job ended, or gives it back as ``JobState/waiting``; false when it is not the owner's any more.
    public func finishJob(
        _ id: ULID,
        owner: String,
        as state: JobState,
        progress: JobProgress,
        error: String?
    ) async throws -> Bool {
        let parameters: [PostgresParameter] = [
            .uuid(id), .text(owner), .text(state.rawValue), .text(error?.storable),
        ]
        let query = PostgresQuery(JobStatements.finish, parameters + progress.parameters)
        return try await execute([query]).first?.first != nil
    }
}
