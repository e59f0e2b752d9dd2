public import Storage

extension Manifest {
    /// Says what applying the manifest would do, and does nothing.
    ///
    /// - Parameters:
    ///   - store: The database to compare with.
    ///   - prune: Whether what is in the manifest's projects and not in the manifest would be removed.
    /// - Throws: ``PlanError`` when the database holds what the manifest cannot name or change.
    public func plan(against store: ConfigurationStore, prune: Bool = false) async throws -> Plan {
        try Planner.plan(self, current: await CurrentProject.load(self, from: store), prune: prune)
    }

    /// Makes the database match the manifest, all of it or nothing, and answers what was done.
    ///
    /// Compares and changes in one transaction under a lock of the whole installation: two at once are one after the
    /// other, and the second finds nothing to do. Without a difference nothing is written.
    ///
    /// - Throws: ``PlanError`` when the database holds what the manifest cannot name or change.
    public func apply(to store: ConfigurationStore, prune: Bool = false) async throws -> Plan {
        try await store.withTransaction { transaction in
            let current = try await CurrentProject.load(self, from: transaction)
            let plan = try Planner.plan(self, current: current, prune: prune)
            var applier = Applier(database: transaction, current: current)
            try await applier.apply(plan)
            return plan
        }
    }
}
