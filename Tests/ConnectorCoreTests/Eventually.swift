import Testing

/// Waits for a condition; fails the test when it does not come true in time.
func eventually(
    within limit: Duration = .seconds(10),
    _ what: String,
    _ condition: () async -> Bool,
    sourceLocation: SourceLocation = #_sourceLocation
) async throws {
    let deadline = ContinuousClock.now + limit
    while ContinuousClock.now < deadline {
        if await condition() { return }
        try await Task.sleep(for: .milliseconds(2))
    }
    Issue.record("not in time: \(what)", sourceLocation: sourceLocation)
    throw CancellationError()
}
