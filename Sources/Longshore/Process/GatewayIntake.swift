internal import Domain
internal import Gateway
internal import Queue
internal import Redis

/// The intake as the API sees it: append before a deadline, or say why not.
struct GatewayIntake: EventIntake {
    let stream: IntakeStream

    func append(_ entries: [IntakeEntry], until deadline: ContinuousClock.Instant) async throws {
        let left = deadline - .now
        guard left > .zero else { throw IntakeRefusal(reason: "the intake did not answer in time") }
        do {
            try await stream.append(entries.map { $0.encoded() }, within: left)
        } catch let error as RedisError {
            throw IntakeRefusal(reason: "the intake does not answer: \(error)")
        }
    }
}
