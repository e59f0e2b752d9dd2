internal import ArgumentParser
internal import Embedded
internal import Foundation
internal import Logging
internal import Storage

/// Everything in this folder.
struct Dev: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Everything in one process, with a PostgreSQL and a Redis of its own under .longshore/.",
        discussion: """
            Made for trying out and for development: migrates by itself, lets endpoints be at private addresses, and prints an \
            API key on its first start. Ctrl-C stops everything; the data stays.
            """
    )

    @OptionGroup var options: RoleOptions
    @OptionGroup var follow: FollowOptions

    func run() async throws {
        try await reportingErrors {
            let folder = try EmbeddedFolder(path: EmbeddedDefaults.folder)
            let postgres = try await EmbeddedPostgres(in: folder)
            let redis = try await EmbeddedRedis(in: folder)
            let settings = try options.load([
                "postgres_url": postgres.url,
                "redis_url": redis.url,
                "secret_key": try folder.secretKey(),
                "allow_private_networks": "true",
            ])
            print("starting PostgreSQL and Redis in \(EmbeddedDefaults.folder)/")
            try await postgres.start()
            let result: Result<Void, any Error>
            do {
                try await redis.start()
                try await serve(settings)
                result = .success(())
            } catch {
                result = .failure(error)
            }
            // In this order: what Redis still hands on is in Postgres by then.
            try await redis.stop()
            try await postgres.stop()
            try result.get()
        }
    }

    private func serve(_ settings: EffectiveSettings) async throws {
        let key = try await withDatabase(settings) { pool, store in
            _ = try await Migrator(pool: pool).migrate(logger: Logger(label: "migrate"))
            // The first start of this folder: nobody has a key yet.
            let hasKeys = try await !store.keys(project: nil).isEmpty
            return hasKeys ? nil : try await store.createKey(name: "dev", role: .admin, project: nil).plainText
        }
        var process = RoleProcess(.all, settings, migrates: true, manifest: follow.config)
        process.onListening = { port in
            print("API      http://127.0.0.1:\(port)/api/v1")
            print(
                key.map { "key      \($0)   (shown once)" }
                    ?? "key      made on the first start; another: longshore keys create"
            )
            print("next     longshore apply -f connectors.yaml      stop with Ctrl-C")
            fflush(nil)
        }
        try await process.run()
    }
}
