internal import Postgres

/// What the planner is told, until the end of the transaction.
///
/// A connection keeps its plans. One made while a table was empty, as each night's new partition is, would read that
/// table whole for every row looked up, until the next ANALYZE: with thousands of events a second, millions of rows.
enum PlannerStatements {
    /// Rows are looked up by index, one by one; plans are kept. For statements whose text leaves only one index to use.
    static let byIndex = PostgresStatement(
        "planner.by_index",
        """
        SELECT set_config('enable_seqscan', 'off', true), set_config('enable_hashjoin', 'off', true),
            set_config('enable_mergejoin', 'off', true), set_config('enable_material', 'off', true)
        """
    )

    /// Rows are looked up by index, and each execution is planned anew, with the tables as they are: a millisecond or
    /// two.
    static let byIndexPlannedAnew = PostgresStatement(
        "planner.by_index_planned_anew",
        """
        SELECT set_config('enable_seqscan', 'off', true), set_config('enable_hashjoin', 'off', true),
            set_config('enable_mergejoin', 'off', true), set_config('enable_material', 'off', true),
            set_config('plan_cache_mode', 'force_custom_plan', true)
        """
    )
}
