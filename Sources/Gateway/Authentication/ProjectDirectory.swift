internal import Domain
internal import Postgres
internal import Storage

/// What accepting an event needs to know of the configuration, kept in memory.
final class ProjectDirectory: Sendable {
    /// Where the directory looks what it does not know.
    struct Lookup: Sendable {
        let project: @Sendable (ULID) async throws -> Project?
        let hasEndpoint: @Sendable (_ endpoint: ULID, _ project: ULID) async throws -> Bool
    }

    private struct EndpointKey: Hashable, Sendable {
        let project: ULID
        let endpoint: ULID
    }

    private let lookup: Lookup
    private let projects: FreshCache<ULID, Project>
    private let endpoints: FreshCache<EndpointKey, Bool>

    init(lookup: Lookup, epoch: ConfigurationEpoch, tolerance: Duration) {
        self.lookup = lookup
        // Changes arrive through the epoch; the lifetime only bounds how long a lost notification matters.
        projects = FreshCache(epoch: epoch, lifetime: .seconds(10), tolerance: tolerance)
        endpoints = FreshCache(epoch: epoch, lifetime: .seconds(10), tolerance: tolerance)
    }

    /// The project of an id.
    ///
    /// - Throws: ``APIError`` with status 404 when there is none.
    func project(_ id: ULID) async throws -> Project {
        let found = try await projects.value(id, mayServeOld: Self.isOutage) { try await lookup.project(id) }
        guard let found else { throw APIError.notFound("project") }
        return found
    }

    /// Whether the project has an endpoint of this id.
    func hasEndpoint(_ id: ULID, in project: ULID) async throws -> Bool {
        let key = EndpointKey(project: project, endpoint: id)
        let found = try await endpoints.value(key, mayServeOld: Self.isOutage) {
            try await lookup.hasEndpoint(id, project) ? true : nil
        }
        return found ?? false
    }

    private static func isOutage(_ error: any Error) -> Bool {
        (error as? PostgresError)?.isRetryable == true
    }
}
