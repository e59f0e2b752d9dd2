/// What a database has, compared with what this program knows.
struct MigrationPlan {
    /// A migration as the database remembers it.
    struct Applied: Equatable {
        let number: Int
        let name: String
        let checksum: String
    }

    /// What is still to be done, in its order.
    let pending: [Migration]

    /// Compares.
    /// - Throws: an error when the database is newer than the program, or a migration is not the one that was applied.
    init(known: [Migration], applied: [Applied]) throws(MigrationError) {
        for done in applied {
            guard let migration = known.first(where: { $0.number == done.number }) else {
                throw MigrationError(
                    .databaseIsNewer,
                    "the database has migration \(done.number) (\(done.name)), which this version of longshore does "
                        + "not know: it was migrated by a newer version; run that version"
                )
            }
            guard migration.checksum == done.checksum else {
                throw MigrationError(
                    .checksumDiffers,
                    "migration \(done.number) (\(done.name)) was applied to the database with other contents than "
                        + "this version of longshore has: run the version that the database was migrated with, "
                        + "or a newer one"
                )
            }
        }
        let numbers = Set(applied.map(\.number))
        pending = known.filter { !numbers.contains($0.number) }.sorted { $0.number < $1.number }
    }
}
