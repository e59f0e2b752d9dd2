internal import ArgumentParser
internal import Logging
internal import Storage

/// Schema migrations.
struct Migrate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Apply pending schema migrations.",
        discussion: "Safe to run at any time and from several places at once; does nothing when there is nothing to do."
    )

    @OptionGroup var options: ProcessOptions

    @Flag(help: "Only list what is pending.")
    var dryRun = false

    func run() async throws {
        try await reportingErrors {
            let settings = try options.load()
            try await withDatabase(settings) { pool, _ in
                let migrator = Migrator(pool: pool)
                if dryRun {
                    let pending = try await migrator.pending()
                    for migration in pending { print("pending  \(migration.number) \(migration.name)") }
                    if pending.isEmpty { print("nothing pending") }
                } else {
                    let applied = try await migrator.migrate(logger: Logger(label: "migrate"))
                    for migration in applied { print("applied  \(migration.number) \(migration.name)") }
                    if applied.isEmpty { print("nothing pending") }
                }
            }
        }
    }
}
