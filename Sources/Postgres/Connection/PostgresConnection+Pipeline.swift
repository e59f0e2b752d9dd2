extension PostgresConnection {
    /// Executes statements in one round trip.
    ///
    /// Outside of an explicit transaction they are one implicit transaction: all take effect or none, so none of them
    /// may be `COMMIT`. When the server has lost what was prepared, or a table has changed under a plan, they are
    /// prepared and executed once more.
    /// - Throws: the first `PostgresError`; `CancellationError`.
    public func execute(
        _ queries: [PostgresQuery],
        deadline: ContinuousClock.Instant
    ) async throws -> [PostgresResult] {
        for query in queries { try QueryLimits.check(query) }
        guard !queries.isEmpty else { return [] }
        return try await exclusively(until: deadline) { handle in
            let mayRepeat = handle.isOutsideTransaction
            do {
                return try await exchange(queries, on: handle, until: deadline)
            } catch let error as PostgresError where mayRepeat && condition != .busy && condition != .finished {
                // Whoever began outside of a transaction is not left inside a failed one.
                if condition == .inTransaction {
                    _ = try await exchange([Self.rollback], on: handle, until: deadline)
                }
                guard error.asksForPreparingAgain else { throw error }
                prepared.renew()
                return try await exchange(queries, on: handle, until: deadline)
            }
        }
    }

    /// Executes statements between `BEGIN` and `COMMIT` in one round trip: what needs an explicit transaction, such as
    /// `SET LOCAL` or deferred constraints.
    /// - Throws: the first `PostgresError`, after which all is rolled back; `CancellationError`.
    public func transaction(
        _ queries: [PostgresQuery],
        deadline: ContinuousClock.Instant
    ) async throws -> [PostgresResult] {
        try await execute([Self.begin] + queries + [Self.commit], deadline: deadline).dropFirst().dropLast()
    }

    private static let begin = PostgresQuery(.unprepared("BEGIN"))
    private static let commit = PostgresQuery(.unprepared("COMMIT"))
    private static let rollback = PostgresQuery(.unprepared("ROLLBACK"))

    // MARK: - One exchange

    private func exchange(
        _ queries: [PostgresQuery],
        on handle: ConnectionHandle,
        until deadline: ContinuousClock.Instant
    ) async throws -> [PostgresResult] {
        defer { prepared.forgetUnconfirmed() }
        let uses = try queries.map { try use($0) }
        var exchange = Exchange<PostgresResult>()
        beginExchange()
        for (query, use) in zip(queries, uses) { try send(query, use, on: handle, noting: &exchange) }
        try handle.sync()
        try await flush(handle, until: deadline)
        try await collect(&exchange, from: handle, until: deadline)
        endExchange(on: handle)
        if isTooLargeToKeep(queries, exchange.answers) { retire() }
        guard let failure = exchange.failure else { return exchange.answers }
        if failure.endsConnection { retire() }
        throw failure
    }

    private func use(_ query: PostgresQuery) throws -> PreparedStatements.Use? {
        guard query.statement.isPrepared else { return nil }
        return try prepared.use(query.statement, query.parameters.map(\.type))
    }

    private func send(
        _ query: PostgresQuery,
        _ use: PreparedStatements.Use?,
        on handle: ConnectionHandle,
        noting exchange: inout Exchange<PostgresResult>
    ) throws {
        switch use {
        case nil:
            try handle.executeUnprepared(query.statement.sql, query.parameters)
        case .ready(let name):
            try handle.execute(name, query.parameters)
        case .prepareFirst(let name):
            try handle.prepare(name, query.statement.sql, query.parameters.map(\.type))
            exchange.sent(.prepare(query.statement.name))
            try handle.execute(name, query.parameters)
        }
        exchange.sent(.execute(query.statement.name))
    }

    private func collect(
        _ exchange: inout Exchange<PostgresResult>,
        from handle: ConnectionHandle,
        until deadline: ContinuousClock.Instant
    ) async throws {
        while true {
            switch try await nextAnswer(from: handle, until: deadline) {
            case .result(let result):
                switch exchange.succeeded(with: result) {
                case .confirmed(let name): prepared.confirm(name)
                case .collected: break
                case .unexpected: throw PostgresError(.connection, "PostgreSQL answered more than it was asked")
                }
            case .failure(let error, let endsSession):
                exchange.failed(with: error)
                if endsSession { throw exchange.failure ?? error }
            case .aborted:
                exchange.skipped()
            case .sync:
                guard exchange.isComplete else {
                    throw PostgresError(.connection, "PostgreSQL answered less than it was asked")
                }
                return
            case .wantsCopyData:
                throw PostgresError(.invalidUse, "COPY does not go through a pipeline; use copy(_:into:)")
            case .unexpected(let status):
                throw PostgresError(.connection, "libpq answered \(status) in a pipeline")
            }
        }
    }

    private func isTooLargeToKeep(_ queries: [PostgresQuery], _ results: [PostgresResult]) -> Bool {
        let sent = queries.reduce(0) { $0 + $1.parameters.reduce(0) { $0 + $1.size } }
        return max(sent, results.reduce(0) { $0 + $1.memorySize }) > Self.largestExchangeToKeep
    }
}
