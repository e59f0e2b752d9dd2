import Domain
import HTTP
import Queue
import Testing

@testable import Storage
@testable import Worker

@Suite("replays")
struct ReplayTests {
    private static let project = ULID(high: 1, low: 1)
    private static let first = ULID(high: 3, low: 1)
    private static let second = ULID(high: 3, low: 2)

    private let table = RoutingTable(
        RoutingRows(
            version: 1,
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
            endpoints: [endpoint(first), endpoint(second)],
            subscriptions: [subscription(1, first, "*"), subscription(2, second, "order.*")]
        )
    )

    private static func endpoint(_ id: ULID) -> EndpointRow {
        EndpointRow(
            id: id,
            project: project,
            draft: EndpointDraft(name: "\(id)", url: "http://127.0.0.1/"),
            secrets: [],
            createdAt: .now(),
            updatedAt: .now()
        )
    }

    private static func subscription(_ number: UInt64, _ endpoint: ULID, _ type: String) -> SubscriptionRow {
        SubscriptionRow(
            id: ULID(high: 4, low: number),
            project: project,
            draft: SubscriptionDraft(
                name: "\(number)",
                source: nil,
                endpoint: endpoint,
                eventTypes: [EventTypePattern(type)].compactMap(\.self),
                retryPolicy: nil
            ),
            createdAt: .now(),
            updatedAt: .now()
        )
    }

    private func event(_ type: String = "order.paid", _ replay: Envelope.Replay? = nil) -> Envelope {
        Envelope(
            id: ULID(high: 5 << 16, low: 6),
            project: Self.project,
            eventType: type,
            acceptedAt: .now(),
            replay: replay,
            data: Bytes("{}".utf8)
        )
    }

    private func deliveries(_ event: Envelope) -> [Delivery] {
        guard case .routes(let routes) = table.match(event) else { return [] }
        return routes.map {
            Delivery(event: event, route: $0, ticket: .init(shard: 0, id: .init(milliseconds: 1, sequence: 1)))
        }
    }

    @Test("a job makes deliveries of its own, and the same ones when its entry comes again")
    func ids() throws {
        let ordinary = deliveries(event())
        let job = Envelope.Replay(job: ULID(high: 7, low: 1))
        let replay = deliveries(event("order.paid", job))
        let again = deliveries(event("order.paid", job))
        let other = deliveries(event("order.paid", Envelope.Replay(job: ULID(high: 7, low: 2))))
        #expect(ordinary.count == 2 && replay.count == 2 && other.count == 2)
        #expect(replay.map(\.id) == again.map(\.id))
        #expect(Set((ordinary + replay + other).map(\.id)).count == 6)
        // The row lies where its event's deliveries lie.
        #expect(replay.allSatisfy { $0.id.timestamp == $0.event.id.timestamp })
    }

    @Test("into one endpoint reach it alone, and only with what it takes anyway")
    func oneEndpoint() {
        let only = Envelope.Replay(job: ULID(high: 7, low: 1), endpoint: Self.second)
        #expect(deliveries(event("order.paid", only)).map(\.route.destination.id) == [Self.second])
        #expect(deliveries(event("refund.done", only)).isEmpty)
        guard case .nobody(let reason) = table.match(event("refund.done", only)) else {
            Issue.record("somebody gets it")
            return
        }
        #expect(reason.contains("\(Self.second)"))
        #expect(deliveries(event("refund.done")).map(\.route.destination.id) == [Self.first])
    }

    @Test("say so to the receiver, under the webhook-id of the event; no producer's header can")
    func header() throws {
        var replay = event("order.paid", Envelope.Replay(job: ULID(high: 7, low: 1)))
        replay.headers = [Header(name: "x-longshore-replay", value: "mine")]
        let request = DeliveryRequest.make(for: try #require(deliveries(replay).first), userAgent: "test", now: .now())
        #expect(
            request.headers.filter { $0.isNamed("x-longshore-replay") }.map(\.value) == [
                ULID(high: 7, low: 1).description
            ]
        )
        #expect(request.headers.firstValue(named: "webhook-id") == replay.id.description)
        replay.replay = nil
        let ordinary = DeliveryRequest.make(for: try #require(deliveries(replay).first), userAgent: "test", now: .now())
        #expect(ordinary.headers.firstValue(named: "x-longshore-replay") == nil)
    }
}
