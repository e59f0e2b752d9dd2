internal import Domain
internal import Logging
internal import Postgres
internal import Reactor
internal import Storage

/// Lends a small pool to a command that talks to the database and ends.
func withDatabase<Value: Sendable>(
    _ settings: EffectiveSettings,
    _ body: (PostgresPool, ConfigurationStore) async throws -> Value
) async throws -> Value {
    let reactor = Reactor.start(name: "postgres")
    let pool = try PostgresPool(
        url: try settings.postgresURL(),
        size: 2,
        reactor: reactor,
        applicationName: "longshore",
        logger: Logger(label: "postgres")
    )
    let store = ConfigurationStore(pool: pool, secretBox: try settings.secretBox())
    let result: Result<Value, any Error>
    do {
        result = .success(try await body(pool, store))
    } catch {
        result = .failure(error)
    }
    await pool.close()
    reactor.stop()
    await reactor.stopped()
    return try result.get()
}
