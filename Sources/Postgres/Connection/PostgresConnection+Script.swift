internal import Domain

extension PostgresConnection {
    /// Executes a text of any number of statements without parameters, such as a migration.
    ///
    /// They are one implicit transaction, unless the text begins and commits transactions itself.
    /// - Throws: the first `PostgresError`; `CancellationError`.
    public func script(_ sql: String, deadline: ContinuousClock.Instant) async throws {
        try await exclusively(until: deadline) { handle in
            try await outsidePipeline(handle) {
                try handle.simpleQuery(sql)
                if let failure = try await drain(handle, until: deadline) { throw failure }
            }
        }
    }

    /// Loads rows with `COPY … FROM STDIN (FORMAT binary)`; answers how many.
    /// - Throws: the first `PostgresError`, after which no row is there; `CancellationError`.
    public func copy(
        _ rows: PostgresCopyRows,
        into statement: String,
        deadline: ContinuousClock.Instant
    ) async throws -> Int {
        try await exclusively(until: deadline) { handle in
            try await outsidePipeline(handle) {
                try handle.simpleQuery(statement)
                try await flush(handle, until: deadline)
                switch try await answer(from: handle, until: deadline) {
                case .wantsCopyData: break
                case .failure(let error, _):
                    _ = try await drain(handle, until: deadline)
                    throw error
                default: throw PostgresError(.invalidUse, "the statement is not a COPY … FROM STDIN")
                }
                try await send(rows.finished, on: handle, until: deadline)
                var count = 0
                if let failure = try await drain(handle, until: deadline, onResult: { count = $0.rowsAffected }) {
                    throw failure
                }
                return count
            }
        }
    }

    /// Leaves pipeline mode for one exchange, and returns to it when the exchange has come to its end.
    private func outsidePipeline<Value: Sendable>(
        _ handle: ConnectionHandle,
        _ body: () async throws -> Value
    ) async throws -> Value {
        try handle.exitPipelineMode()
        beginExchange()
        let value: Value
        do {
            value = try await body()
        } catch let error as PostgresError where error.code == .query {
            try handle.enterPipelineMode()
            endExchange(on: handle)
            throw error
        }
        try handle.enterPipelineMode()
        endExchange(on: handle)
        return value
    }

    /// Takes answers until libpq has no more; answers the first failure.
    private func drain(
        _ handle: ConnectionHandle,
        until deadline: ContinuousClock.Instant,
        onResult: (PostgresResult) -> Void = { _ in }
    ) async throws -> PostgresError? {
        try await flush(handle, until: deadline)
        var failure: PostgresError?
        while let answer = try await answer(from: handle, until: deadline) {
            switch answer {
            case .result(let result): onResult(result)
            case .failure(let error, let endsSession):
                failure = failure ?? error
                if endsSession { throw error }
            case .wantsCopyData: throw PostgresError(.invalidUse, "COPY needs its rows; use copy(_:into:)")
            case .aborted, .sync, .unexpected:
                throw PostgresError(.connection, "libpq answered out of order")
            }
        }
        return failure
    }

    private func send(_ data: Bytes, on handle: ConnectionHandle, until deadline: ContinuousClock.Instant) async throws
    {
        var rest = data
        while !rest.isEmpty {
            let piece = rest.prefix(Self.copyPiece)
            while try !handle.putCopyData(piece) { try await flush(handle, until: deadline) }
            try await flush(handle, until: deadline)
            rest = rest.dropFirst(piece.count)
        }
        while try !handle.putCopyEnd() { try await flush(handle, until: deadline) }
    }

    /// What is handed to libpq at once, so that its buffer stays small.
    private static let copyPiece = 256 << 10
}
