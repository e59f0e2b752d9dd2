/// Runs `body` to its end although the caller is cancelled, but for no longer than `grace` after that.
///
/// A batch that was taken from the broker is appended and settled as one; a stop in between would only make the broker deliver
/// it again. After the grace period `body` is cancelled too.
func shielded<Result: Sendable>(
    grace: Duration,
    _ body: @escaping @Sendable () async throws -> Result
) async throws -> Result {
    // Unstructured on purpose: a child task would be cancelled with its parent.
    let task = Task { try await body() }
    return try await withTaskCancellationHandler {
        try await task.value
    } onCancel: {
        Task {
            try? await Task.sleep(for: grace)
            task.cancel()
        }
    }
}
