internal import ConnectorCore
internal import Domain
internal import TestSupport

/// Runs `body` for no longer than `limit`.
func within<Result: Sendable>(
    _ limit: Duration,
    _ what: @Sendable () -> String,
    _ body: @escaping @Sendable () async throws -> Result
) async throws -> Result {
    try await withThrowingTaskGroup(of: Result?.self) { group in
        group.addTask { try await body() }
        group.addTask {
            try await Task.sleep(for: limit)
            return nil
        }
        defer { group.cancelAll() }
        guard let first = try await group.next(), let result = first else {
            throw TestFailure("not within \(limit): \(what())")
        }
        return result
    }
}

extension ConnectorSession {
    /// Takes batches until there are that many messages, counting each text once.
    func take(
        _ count: Int,
        limit: Int = 100,
        within time: Duration,
        settles: Bool = true
    ) async throws -> [Batch] {
        let taken = Kept<[Batch]>([])
        return try await within(time, { "\(taken.value.messages.count) of \(count) messages" }) {
            while true {
                guard let batch = try await self.next(upTo: limit) else { throw TestFailure("the source has ended") }
                try demand(!batch.messages.isEmpty, "a batch has messages")
                try demand(batch.messages.count <= limit, "a batch of \(batch.messages.count), \(limit) were asked for")
                if settles { try await self.settle(batch, as: .accepted) }
                taken.change { $0.append(batch) }
                let all = taken.value
                if Set(all.messages.map(\.text)).count >= count { return all }
            }
        }
    }

    /// A batch, or nil when none comes within a moment.
    func poll(limit: Int = 100, within time: Duration) async throws -> Batch? {
        try Task.checkCancellation()
        return try await withThrowingTaskGroup(of: Batch?.self) { group in
            group.addTask {
                do { return try await self.next(upTo: limit) } catch is CancellationError { return nil }
            }
            group.addTask {
                do { try await Task.sleep(for: time) } catch is CancellationError { return nil }
                return nil
            }
            let first = try await group.next() ?? nil
            group.cancelAll()
            // Cancelled at the moment a batch was there: it is ours.
            let second = try await group.next() ?? nil
            return first ?? second
        }
    }
}

extension [Batch] {
    var messages: [Message] { flatMap(\.messages) }
    var texts: Set<String> { Set(messages.map(\.text)) }
}

extension Message {
    /// The payload as text; the cases' own payloads are.
    var text: String { body.map { String(decoding: $0, as: UTF8.self) } ?? "<none>" }
}
