internal import ConnectorCore
internal import TestSupport

extension Contract {
    static func acceptsAllInParallelAndLossy(_ bench: ContractBench<Broker>) async throws {
        let all = try await bench.publish(0..<300)
        let accepted = Kept<Set<String>>([])
        try await within(.seconds(150), { "\(accepted.value.count) of \(all.count) messages accepted" }) {
            try await withThrowingTaskGroup { group in
                for slot in 0..<3 {
                    group.addTask {
                        try await bench.session(slot: slot, credit: 40) { session in
                            while accepted.value.count < all.count {
                                guard let batch = try await session.poll(limit: 10, within: .milliseconds(500)) else {
                                    continue
                                }
                                if Int.random(in: 0..<10) < 3 {
                                    let pause: Duration? = Bool.random() ? nil : .milliseconds(100)
                                    try await session.settle(batch, as: .retry(after: pause))
                                } else {
                                    // Noted before: once settled, nobody will see it again.
                                    accepted.change { $0.formUnion([batch].texts) }
                                    try await session.settle(batch, as: .accepted)
                                }
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
        try demand(accepted.value == all, "everything is accepted, and nothing else")
        // What moved between members while it was being settled may be there once more.
        try await bench.session { session in
            while let batch = try await session.poll(within: .seconds(3)) {
                try demand(all.isSuperset(of: [batch].texts), "only what was published")
                try await session.settle(batch, as: .accepted)
            }
        }
        try await bench.isDrained()
    }

    static func survivesSaturation(_ bench: ContractBench<Broker>) async throws {
        let (credit, count) = (20, 200)
        let all = try await bench.publish(0..<count)
        let hasCredit = Broker.abilities.hasCredit
        try await bench.session(credit: hasCredit ? credit : nil) { session in
            var held: [Batch] = []
            if hasCredit {
                while let batch = try await session.poll(limit: 7, within: .seconds(2)) {
                    held.append(batch)
                    let out = held.messages.count
                    try demand(out <= credit, "\(out) messages are out, \(credit) may be")
                }
                try demand(held.messages.count > credit / 2, "only \(held.messages.count) came of \(credit)")
            } else {
                held = try await session.take(1, limit: credit, within: .seconds(30), settles: false)
            }
            let others = try await isAway(from: bench, while: held.texts)
            for batch in held { try await session.settle(batch, as: .accepted) }
            let left = count - held.messages.count - others.count
            let rest = left > 0 ? try await session.take(left, within: .seconds(60)) : []
            try demand(held.texts.union(others).union(rest.texts) == all, "everything arrives")
            try demand(rest.messages.count == left, "\(rest.messages.count) deliveries of \(left): leases ran out")
        }
        try await bench.isDrained()
    }

    /// Stays away longer than any lease. Meanwhile another member takes what it can get, which must be nothing of what is held.
    private static func isAway(from bench: ContractBench<Broker>, while held: Set<String>) async throws -> Set<String> {
        let end = ContinuousClock.now + Broker.abilities.absence
        guard Broker.Connector.traits.sharesWithinPartition else {
            try await Task.sleep(until: end)
            return []
        }
        return try await bench.session(slot: 1, credit: 20) { other in
            var taken: Set<String> = []
            while ContinuousClock.now < end {
                guard let batch = try await other.poll(within: ContinuousClock.now.duration(to: end)) else { break }
                let texts = [batch].texts
                try demand(texts.isDisjoint(with: held), "another member gets what is held: leases ran out")
                try demand(texts.isDisjoint(with: taken), "another member gets a message twice")
                taken.formUnion(texts)
                try await other.settle(batch, as: .accepted)
            }
            return taken
        }
    }

    static func ignoresLateSettlement(_ bench: ContractBench<Broker>) async throws {
        let (patience, count) = (Broker.abilities.redelivery, 5)
        let all = try await bench.publish(0..<count)
        let old = Kept<(session: Broker.Connector.Session, batches: [Batch])?>(nil)
        try await bench.session { session in
            old.set((session, try await session.take(count, within: .seconds(30), settles: false)))
        }
        guard let old = old.value else { throw TestFailure("no session") }
        try await bench.session { session in
            let own = try await session.take(count, within: patience, settles: false)
            try demand(own.texts == all, "what was not settled comes again")
            for batch in old.batches {
                try await session.settle(batch, as: .accepted)
                // The old session may say that it is closed; more it may not do.
                do { try await old.session.settle(batch, as: .accepted) } catch is ConnectorError {}
            }
        }
        let last = try await bench.session { try await $0.take(count, within: patience) }
        try demand(last.texts == all, "a late settlement settles nothing")
        try await bench.isDrained()
    }
}
