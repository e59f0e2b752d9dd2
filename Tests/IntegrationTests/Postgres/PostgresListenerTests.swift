internal import Postgres
internal import TestSupport
internal import Testing

extension PostgresListenerEvent {
    var isConnected: Bool { if case .connected = self { true } else { false } }
    var isDisconnected: Bool { if case .disconnected = self { true } else { false } }
    var payload: String? { if case .notification(let notification) = self { notification.payload } else { nil } }
    var channel: String? { if case .notification(let notification) = self { notification.channel } else { nil } }
}

@Suite("Postgres notifications", .serialized, .timeLimit(.minutes(1)))
struct PostgresListenerTests {
    private func listener(_ database: TestDatabase, _ channels: [String]) throws -> PostgresListener {
        try PostgresListener(url: database.url, channels: channels, reactor: database.reactor, logger: .silent)
    }

    @Test("what is said arrives once and in order, also on channels with odd names")
    func order() async throws {
        try await TestDatabase.with { database in
            let name = #"odd "name"; SELECT 1 -- "# + "\(UInt32.random(in: .min ... .max))"
            var events = try listener(database, [name, "second"]).makeAsyncIterator()
            #expect(await events.next()?.isConnected == true)
            let speaker = try await database.open()
            let notify = PostgresStatement("notify", "SELECT pg_notify($1, $2)")
            let queries = (0..<100).map { PostgresQuery(notify, .text(name), .text("\($0)")) }
            _ = try await speaker.execute(queries, deadline: .soon)
            for number in 0..<100 {
                let event = try #require(await events.next())
                #expect(event.payload == "\(number)")
                #expect(event.channel == name)
            }
            await speaker.close()
        }
    }

    @Test("a connection that is ended is reported, and so is the next one")
    func reconnect() async throws {
        try await TestDatabase.with { database in
            let channel = "news_\(UInt32.random(in: .min ... .max))"
            var events = try listener(database, [channel]).makeAsyncIterator()
            #expect(await events.next()?.isConnected == true)
            let other = try await database.open()
            try await other.run(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE $1",
                .text("LISTEN%\(channel)%")
            )
            #expect(await events.next()?.isDisconnected == true)
            #expect(await events.next()?.isConnected == true)
            try await other.run("SELECT pg_notify($1, 'back')", .text(channel))
            #expect(await events.next()?.payload == "back")
            await other.close()
        }
    }

    @Test("a cancelled reader gets the end, while it waits and when it comes back")
    func cancellation() async throws {
        try await TestDatabase.with { database in
            let listener = try listener(database, ["quiet"])
            let task = Task { () -> Int in
                var count = 0
                for await _ in listener { count += 1 }
                return count
            }
            let other = try await database.open()
            try await eventually("it listens") {
                try await !other.run("SELECT 1 FROM pg_stat_activity WHERE query LIKE 'LISTEN \"quiet\"%'").isEmpty
            }
            task.cancel()
            #expect(await task.value == 1)
            await other.close()
        }
    }
}
