internal import Domain
internal import Storage
internal import TestSupport
internal import Testing

@Suite("Event queries", .timeLimit(.minutes(2)))
struct EventQueriesTests {
    /// Ten events, a second apart over midnight between two partitions, in the order of their ids.
    private struct Scene {
        let project: ULID
        let sources = [ULID.random(), .random()]
        let endpoints = [ULID.random(), .random()]
        let subscription = ULID.random()
        let events: [Envelope]
        let deliveries: [DeliveryRecord]

        init(_ database: StorageDatabase) async throws {
            let project = try await database.project().id
            let stranger = try await database.project("stranger").id
            _ = try await database.partitions.ensure(daysBehind: 2)
            let midnight = Timestamp(seconds: Timestamp.now().seconds / 86_400 * 86_400)
            let (sources, endpoints, subscription) = (sources, endpoints, subscription)
            let events = (0..<10).map { index in
                Samples.event(
                    project: project,
                    source: sources[index % 2],
                    id: .random(at: midnight.adding(.seconds(index - 5))),
                    type: index < 3 ? "order.paid" : "order.shipped",
                    key: "key-\(index)"
                )
            }
            _ = try await database.store.persist(events + [Samples.event(project: stranger)])
            let deliveries = events.enumerated().map { index, event in
                Samples.delivery(
                    of: event.envelope,
                    endpoint: endpoints[index % 2],
                    subscription: index == 9 ? nil : subscription,
                    status: index < 2 ? .failure : .success
                )
            }
            try await database.store.record(deliveries, attempts: [])
            self.project = project
            self.events = events.map(\.envelope)
            self.deliveries = deliveries
        }
    }

    @Test("pages follow each other in both orders and directions, over partitions", arguments: [true, false])
    func pages(ascending: Bool) async throws {
        try await StorageDatabase.with { database in
            let scene = try await Scene(database)
            let order: PageRequest.Order = ascending ? .ascending : .descending
            let expected = ascending ? scene.events.map(\.id) : scene.events.map(\.id).reversed()
            var cursor: ULID?
            var seen: [[ULID]] = []
            while true {
                let request = PageRequest(size: 4, order: order, cursor: cursor)
                let page = try await database.queries.events(project: scene.project, page: request)
                seen.append(page.items.map(\.envelope.id))
                cursor = page.nextCursor
                if !page.hasNext { break }
            }
            #expect(seen.flatMap(\.self) == expected)
            #expect(seen.map(\.count) == [4, 4, 2])
            let back = try await database.queries.events(
                project: scene.project,
                page: PageRequest(size: 4, order: order, direction: .previous, cursor: seen[2].first)
            )
            #expect(back.items.map(\.envelope.id) == seen[1])
            #expect(back.hasNext)
            #expect(back.hasPrevious)

            let deliveries = try await database.queries.deliveries(
                project: scene.project,
                page: PageRequest(size: 100, order: order)
            )
            #expect(deliveries.items.map(\.record.event) == expected)
            let previous = try await database.queries.deliveries(
                project: scene.project,
                page: PageRequest(size: 3, order: order, direction: .previous, cursor: deliveries.items[5].record.id)
            )
            #expect(previous.items.map(\.record.event) == Array(expected[2..<5]))
        }
    }

    @Test("each filter of events finds what it names, in its project only")
    func eventFilters() async throws {
        try await StorageDatabase.with { database in
            let scene = try await Scene(database)
            func find(_ filter: EventFilter) async throws -> [ULID] {
                try await database.queries.events(
                    project: scene.project,
                    filter: filter,
                    page: PageRequest(order: .ascending)
                ).items.map(\.envelope.id)
            }
            let ids = scene.events.map(\.id)
            #expect(try await find(.init()) == ids)
            #expect(try await find(.init(sources: [scene.sources[0]])) == [0, 2, 4, 6, 8].map { ids[$0] })
            #expect(try await find(.init(sources: scene.sources)) == ids)
            #expect(try await find(.init(endpoints: [scene.endpoints[1]])) == [1, 3, 5, 7, 9].map { ids[$0] })
            #expect(try await find(.init(eventType: "order.paid")) == Array(ids[0..<3]))
            #expect(try await find(.init(idempotencyKey: "key-4")) == [ids[4]])
            let range = TimeRange(start: ids[3].timestamp, end: ids[7].timestamp)
            #expect(try await find(.init(created: range)) == Array(ids[3..<7]))
            #expect(try await find(.init(sources: [.random()])).isEmpty)
            let stored = try await database.queries.event(ids[0], project: scene.project)
            #expect(stored?.deliveries.map(\.id) == [scene.deliveries[0].id])
        }
    }

    @Test("each filter of deliveries finds what it names, in its project only")
    func deliveryFilters() async throws {
        try await StorageDatabase.with { database in
            let scene = try await Scene(database)
            func find(_ filter: DeliveryFilter) async throws -> [ULID] {
                try await database.queries.deliveries(
                    project: scene.project,
                    filter: filter,
                    page: PageRequest(order: .ascending)
                ).items.map(\.record.event)
            }
            let ids = scene.events.map(\.id)
            #expect(try await find(.init()) == ids)
            #expect(try await find(.init(endpoints: [scene.endpoints[0]])) == [0, 2, 4, 6, 8].map { ids[$0] })
            #expect(try await find(.init(event: ids[3])) == [ids[3]])
            #expect(try await find(.init(subscription: scene.subscription)) == Array(ids[0..<9]))
            #expect(try await find(.init(statuses: [.failure, .discarded])) == Array(ids[0..<2]))
            #expect(try await find(.init(eventType: "order.shipped")) == Array(ids[3...]))
            #expect(try await find(.init(sources: [scene.sources[1]])) == [1, 3, 5, 7, 9].map { ids[$0] })
            #expect(try await find(.init(idempotencyKey: "key-9")) == [ids[9]])
            let range = TimeRange(start: ids[8].timestamp)
            #expect(try await find(.init(created: range)) == Array(ids[8...]))
            #expect(try await find(.init(endpoints: [scene.endpoints[0]], event: ids[1])).isEmpty)
            #expect(try await database.queries.delivery(scene.deliveries[0].id, project: .random()) == nil)
        }
    }
}
