internal import ConnectorCore
internal import Domain
internal import ServiceLifecycle
internal import TestSupport

extension Contract {
    static func cancelsIdle(_ bench: ContractBench<Broker>) async throws {
        let clock = ContinuousClock()
        let closing = Kept(clock.now)
        try await bench.session { session in
            // Messages make sure that the session is in its stride; then it idles.
            try await bench.publish(0..<1)
            _ = try await session.take(1, within: .seconds(30))
            let waiting = Task { try await session.next(upTo: 10) }
            try await Task.sleep(for: .milliseconds(300))
            let start = clock.now
            waiting.cancel()
            let result = await waiting.result
            try demand(clock.now - start < .seconds(2), "cancelled after \(clock.now - start)")
            if case .success(let batch) = result { throw TestFailure("a batch of \(batch?.messages.count ?? 0)") }
            if case .failure(let error) = result, !(error is CancellationError) { throw error }
            let next = try await bench.publish(1..<2)
            try demand(try await session.take(1, within: .seconds(20)).texts == next, "the session goes on")
            closing.set(clock.now)
        }
        try demand(clock.now - closing.value < .seconds(10), "closed after \(clock.now - closing.value)")
        let intake = ContractIntake()
        let stopping = Kept(clock.now)
        try await bench.consuming(into: intake) {
            try await bench.publish(2..<3)
            try await eventually("the consumer is idle", within: .seconds(30)) { intake.count == 1 }
            stopping.set(clock.now)
        }
        try demand(clock.now - stopping.value < .seconds(10), "stopped after \(clock.now - stopping.value)")
        try await bench.isDrained()
    }

    static func stopsWithWorkInFlight(_ bench: ContractBench<Broker>) async throws {
        let all = try await bench.publish(0..<Broker.abilities.bulk)
        let intake = ContractIntake(pause: .milliseconds(20))
        for part in 1...2 {
            try await bench.consuming(into: intake) {
                try await eventually("a part", within: .seconds(60), every: .milliseconds(5)) {
                    intake.bodies.count >= part * all.count / 4
                }
            }
        }
        try await bench.consuming(into: intake) {
            try await eventually("the rest", within: Broker.abilities.redelivery + .seconds(60)) {
                intake.bodies == all
            }
        }
        try isEachOneEvent(intake, all)
        try await bench.isDrained()
    }

    static func sharesAndTakesOver(_ bench: ContractBench<Broker>) async throws {
        let (first, second) = (ContractIntake(), ContractIntake())
        let all = Kept<Set<String>>([])
        let service = try bench.service(second, slot: 1)
        try await bench.consuming(into: first) {
            try await withThrowingTaskGroup { group in
                group.addTask { try await service.run() }
                defer { group.cancelAll() }
                try await eventually("both members have messages", within: .seconds(60), every: .milliseconds(100)) {
                    let count = all.value.count
                    let texts = try await bench.publish(count..<(count + 20))
                    all.change { $0.formUnion(texts) }
                    return first.count > 0 && second.count > 0
                }
            }
            let count = all.value.count
            let texts = try await bench.publish(count..<(count + 100))
            all.change { $0.formUnion(texts) }
            try await eventually("one takes over", within: Broker.abilities.redelivery + .seconds(30)) {
                first.bodies.union(second.bodies) == all.value
            }
            // What the one that left could not acknowledge comes again.
            try await bench.isDrained()
        }
    }

    /// Every message has become one event, however often it came.
    static func isEachOneEvent(_ intake: ContractIntake, _ all: Set<String>) throws {
        guard Broker.Connector.traits.hasStablePositions else { return }
        let ids = Set(intake.events.map(\.id))
        try demand(ids.count == all.count, "\(ids.count) events of \(all.count) messages")
    }
}
