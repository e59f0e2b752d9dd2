import Domain
import Testing

@testable import Storage
@testable import Worker

@Suite("routing table")
struct RoutingTableTests {
    private let project = ULID(high: 1, low: 1)
    private let source = ULID(high: 2, low: 1)
    private let first = ULID(high: 3, low: 1)
    private let second = ULID(high: 3, low: 2)
    private let lonely = ULID(high: 3, low: 3)

    private var table: RoutingTable {
        RoutingTable(
            RoutingRows(
                version: 7,
                projects: [
                    Project(
                        id: project,
                        name: "shop",
                        kind: .outgoing,
                        configuration: ProjectConfiguration(),
                        createdAt: .now(),
                        updatedAt: .now()
                    )
                ],
                endpoints: [endpoint(first), endpoint(second, owner: "cust-1"), endpoint(lonely, owner: "cust-1")],
                subscriptions: [
                    subscription(1, first, ["order.paid", "order.*"]),
                    subscription(2, first, ["*"], source: source),
                    subscription(3, second, ["refund.*"]),
                ]
            )
        )
    }

    private func endpoint(_ id: ULID, owner: String? = nil) -> EndpointRow {
        EndpointRow(
            id: id,
            project: project,
            draft: EndpointDraft(name: "\(id)", url: "http://127.0.0.1/", ownerID: owner),
            secrets: [],
            createdAt: .now(),
            updatedAt: .now()
        )
    }

    private func subscription(_ number: UInt64, _ endpoint: ULID, _ types: [String], source: ULID? = nil)
        -> SubscriptionRow
    {
        SubscriptionRow(
            id: ULID(high: 4, low: number),
            project: project,
            draft: SubscriptionDraft(
                name: "\(number)",
                source: source,
                endpoint: endpoint,
                eventTypes: types.compactMap { EventTypePattern($0) }
            ),
            createdAt: .now(),
            updatedAt: .now()
        )
    }

    private func endpoints(_ type: String, _ target: Envelope.Target, source: ULID? = nil) -> [ULID] {
        let event = Envelope(
            id: .random(),
            project: project,
            source: source,
            eventType: type,
            target: target,
            acceptedAt: .now(),
            data: []
        )
        guard case .routes(let routes) = table.match(event) else { return [] }
        return routes.map(\.destination.id)
    }

    @Test("exact, prefix and any: one request per endpoint, however many of its subscriptions match")
    func patterns() {
        #expect(endpoints("order.paid", .subscriptions, source: source) == [first])
        #expect(endpoints("order.refund.done", .subscriptions) == [first])
        #expect(endpoints("refund.done", .subscriptions) == [second])
        #expect(endpoints("orders", .subscriptions).isEmpty)
    }

    @Test("a subscription to a source takes that source's events, and every broadcast")
    func sources() {
        #expect(endpoints("other", .subscriptions, source: source) == [first])
        #expect(endpoints("other", .subscriptions, source: ULID(high: 2, low: 9)).isEmpty)
        #expect(endpoints("other", .broadcast) == [first])
    }

    @Test("an addressed endpoint without subscriptions takes everything, one with some only what they take")
    func addressed() {
        #expect(endpoints("anything", .endpoint(lonely)) == [lonely])
        #expect(endpoints("anything", .endpoint(second)).isEmpty)
        #expect(endpoints("refund.x", .owner("cust-1")) == [second, lonely])
    }

    @Test("an endpoint or project that does not exist is refused, with its id in the reason")
    func unknown() {
        let missing = ULID(high: 9, low: 9)
        let event = Envelope(
            id: .random(),
            project: project,
            eventType: "a",
            target: .endpoint(missing),
            acceptedAt: .now(),
            data: []
        )
        guard case .refused(let reason) = table.match(event) else {
            Issue.record("not refused")
            return
        }
        #expect(reason.contains(missing.description))
        let elsewhere = Envelope(
            id: .random(),
            project: missing,
            eventType: "a",
            target: .broadcast,
            acceptedAt: .now(),
            data: []
        )
        guard case .refused = table.match(elsewhere) else {
            Issue.record("not refused")
            return
        }
    }
}
