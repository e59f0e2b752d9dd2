internal import Domain
internal import Gateway
internal import Queue
internal import Redis

/// The intake as the API sees it: append before a deadline, or say why not.
struct GatewayIntake: EventIntake {
    let stream: IntakeStream

    func append(_ entries: [IntakeEntry], until deadline: ContinuousClock.Instant) async throws {
        let encoded = entries.map { $0.encoded() }
        let isAppended = try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                try await stream.append(encoded)
                return true
            }
            group.addTask {
                try await Task.sleep(until: deadline, clock: .continuous)
                return false
            }
            defer { group.cancelAll() }
            return try await group.next() ?? false
        }
        guard isAppended else { throw IntakeRefusal(reason: "Redis did not answer in time") }
    }
}
