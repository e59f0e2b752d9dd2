internal import Reactor

/// What another session said with `NOTIFY`.
public struct PostgresNotification: Hashable, Sendable {
    /// The channel it was sent to.
    public let channel: String
    /// The text that came with it.
    public let payload: String
}

extension PostgresConnection {
    /// Subscribes this connection to channels.
    public func listen(to channels: [String], deadline: ContinuousClock.Instant) async throws {
        let quoted = channels.map {
            "\"\($0.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\""))\""
        }
        try await script(quoted.map { "LISTEN \($0);" }.joined(separator: " "), deadline: deadline)
    }

    /// Waits for notifications; empty when none came before the deadline, which leaves the connection as it is.
    /// - Throws: `PostgresError` when the connection is lost; `CancellationError`.
    public func notifications(until deadline: ContinuousClock.Instant) async throws -> [PostgresNotification] {
        try await exclusively(until: deadline) { handle in
            while true {
                var notifications: [PostgresNotification] = []
                while let notification = handle.nextNotification() { notifications.append(notification) }
                if !notifications.isEmpty { return notifications }
                do {
                    _ = try await wait(.read, on: handle, until: deadline)
                } catch let error as PostgresError where error.code == .timedOut {
                    return []
                }
                try handle.consumeInput()
            }
        }
    }
}
