internal import ConnectorCore
internal import Domain
internal import TestSupport

/// Ends a session from within, as a crash would: nothing is settled.
private struct Crash: Error {}

extension Contract {
    static func deliversInBulkAndOneByOne(_ bench: ContractBench<Broker>) async throws {
        let bulk = Broker.abilities.bulk
        let all = try await bench.publish(0..<bulk)
        try await bench.session { session in
            let batches = try await session.take(bulk, within: .seconds(60))
            try demand(batches.texts == all, "everything arrives, and nothing else")
            try demand(batches.messages.count == bulk, "\(batches.messages.count) deliveries of \(bulk) messages")
            if Broker.Connector.traits.hasStablePositions {
                let positions = Set(batches.messages.map(\.position))
                try demand(positions.count == bulk, "positions are unique: \(positions.count) of \(bulk)")
            }
            if Broker.Connector.traits.ordering == .perPartition { try isOrdered(batches.messages) }
            for number in bulk..<(bulk + 20) {
                let text = try await bench.publish(number..<(number + 1))
                try demand(try await session.take(1, within: .seconds(20)).texts == text, "message \(number) alone")
            }
        }
        try await bench.isDrained()
    }

    /// What came from one partition came in the order in which it was published: by number.
    private static func isOrdered(_ messages: [Message]) throws {
        var last: [Substring: Int] = [:]
        for message in messages {
            let partition = message.position.lastIndex(of: "/").map { message.position[..<$0] } ?? ""
            let number = Int(message.text.filter(\.isNumber)) ?? -1
            try demand(
                number > last[partition] ?? -1,
                "order within \(partition): \(number) after \(last[partition] ?? -1)"
            )
            last[partition] = number
        }
    }

    static func deliversMetadata(_ bench: ContractBench<Broker>) async throws {
        let headers: [ContractMessage.Header] = [.init("event-type", "order.paid"), .init("x-note", "a b; c=\"d\"")]
        let body = "{\"text\":\"Grüße, 世界\"}"
        let hasHeaders = Broker.abilities.hasHeaders
        try await bench.broker.publish([ContractMessage(body, headers: hasHeaders ? headers : [])], to: bench.queue)
        let messages = try await bench.session { try await $0.take(1, within: .seconds(30)).messages }
        guard let message = messages.first else { throw TestFailure("no message") }
        try demand(message.text == body, "the body's bytes as they were published, not \(message.text)")
        if hasHeaders {
            for header in headers {
                let value = message.text(ofHeader: header.name)
                try demand(value == header.value, "header \(header.name): \(value ?? "none")")
            }
        }
        if Broker.Connector.traits.hasStablePositions {
            let prefix = "\(Broker.Connector.kind)/"
            try demand(message.position.hasPrefix(prefix), "position \(message.position) begins with \(prefix)")
        }
        if Broker.abilities.hasTimestamps {
            guard let time = message.timestamp else { throw TestFailure("the message has a time") }
            let age = Timestamp.now().since(time)
            try demand(age > .seconds(-60) && age < .seconds(600), "a time of just now, not \(age) ago")
        }
        try await bench.isDrained()
    }

    static func redeliversAsOneEvent(_ bench: ContractBench<Broker>) async throws {
        try await bench.publish(0..<50)
        let first = Kept<[Message]>([])
        do {
            try await bench.session(credit: 100) { session in
                first.set(try await session.take(50, within: .seconds(30), settles: false).messages)
                throw Crash()
            }
        } catch is Crash {}
        let again = try await bench.session(credit: 100) { session in
            try await session.take(50, within: Broker.abilities.redelivery).messages
        }
        if Broker.Connector.traits.hasStablePositions {
            // The event's id is made of these two.
            func places(_ messages: [Message]) -> [String: [String]] {
                Dictionary(
                    messages.map { ($0.text, [$0.position, "\($0.timestamp?.microseconds ?? 0)"]) },
                    uniquingKeysWith: { first, _ in first }
                )
            }
            try demand(places(first.value) == places(again), "a redelivered message has the same position and time")
        }
        try await bench.isDrained()
    }

    static func passesPoison(_ bench: ContractBench<Broker>) async throws {
        var good = try await bench.publish(0..<20)
        try await bench.broker.publish(Broker.poison, to: bench.queue)
        good.formUnion(try await bench.publish(20..<40))
        let intake = ContractIntake()
        try await bench.consuming(into: intake) {
            try await eventually("good messages and dead letters", within: .seconds(60)) {
                intake.bodies == good && intake.deadLetters.count >= Broker.poison.count
            }
            try demand(bench.status()?.state == .running, bench.statusText())
        }
        let dead = Set(intake.deadLetters.map { Array($0.body) })
        try demand(dead == Set(Broker.poison.map(\.body)), "dead letters keep the bytes")
        try await bench.isDrained()
    }
}
