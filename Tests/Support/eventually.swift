/// Waits until a condition holds, asking again and again until the deadline.
/// - Throws: `TestFailure` naming what did not come true; what `condition` throws last is part of it.
public func eventually(
    _ what: String,
    within limit: Duration = .seconds(20),
    every interval: Duration = .milliseconds(50),
    _ condition: () async throws -> Bool
) async throws {
    let deadline = ContinuousClock.now + limit
    var lastError: (any Error)?
    while true {
        do {
            if try await condition() { return }
            lastError = nil
        } catch let error as CancellationError {
            throw error
        } catch {
            lastError = error
        }
        guard ContinuousClock.now < deadline else {
            throw TestFailure("not within \(limit): \(what)" + (lastError.map { " (last error: \($0))" } ?? ""))
        }
        try await Task.sleep(for: interval)
    }
}
