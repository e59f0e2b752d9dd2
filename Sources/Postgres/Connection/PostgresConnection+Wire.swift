internal import Reactor

extension PostgresConnection {
    /// Writes all that is queued, and reads meanwhile: a server blocked on its own output reads nothing of ours.
    func flush(_ handle: ConnectionHandle, until deadline: ContinuousClock.Instant) async throws {
        while try !handle.flush() {
            let ready = try await wait([.read, .write], on: handle, until: deadline)
            if ready.contains(.read) { try handle.consumeInput() }
        }
    }

    /// The next answer within a pipeline, past the separators.
    func nextAnswer(
        from handle: ConnectionHandle,
        until deadline: ContinuousClock.Instant
    ) async throws -> ConnectionHandle.Answer {
        // One separator stands between two answers; libpq repeats it for ever when nothing is to come.
        for _ in 0..<3 {
            if let answer = try await answer(from: handle, until: deadline) { return answer }
        }
        throw PostgresError(.connection, "PostgreSQL did not end the pipeline")
    }

    /// The next answer or separator.
    func answer(
        from handle: ConnectionHandle,
        until deadline: ContinuousClock.Instant
    ) async throws -> ConnectionHandle.Answer? {
        while handle.isBusy {
            _ = try await wait(.read, on: handle, until: deadline)
            try handle.consumeInput()
        }
        return handle.nextAnswer()
    }
}
