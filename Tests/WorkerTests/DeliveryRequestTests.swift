import Domain
import HTTP
import Testing

@testable import Storage
@testable import Worker

@Suite("the request of an attempt")
struct DeliveryRequestTests {
    private let project = ULID(high: 1, low: 1)
    private let endpoint = ULID(high: 3, low: 1)

    /// The headers that an event's headers become on the wire.
    private func sent(_ headers: [Header]) throws -> [Header] {
        let now = Timestamp.now()
        let rows = RoutingRows(
            version: 1,
            projects: [
                Project(
                    id: project,
                    name: "shop",
                    kind: .outgoing,
                    configuration: ProjectConfiguration(),
                    createdAt: now,
                    updatedAt: now
                )
            ],
            endpoints: [
                EndpointRow(
                    id: endpoint,
                    project: project,
                    draft: EndpointDraft(name: "a", url: "http://127.0.0.1/", ownerID: nil),
                    secrets: [],
                    createdAt: now,
                    updatedAt: now
                )
            ],
            subscriptions: []
        )
        let event = Envelope(
            id: .random(),
            project: project,
            eventType: "a",
            target: .endpoint(endpoint),
            headers: headers,
            acceptedAt: now,
            data: ArraySlice("1".utf8)
        )
        guard case .routes(let routes) = RoutingTable(rows).match(event) else { return [] }
        let delivery = Delivery(
            id: .random(),
            event: event,
            route: try #require(routes.first),
            attempts: 0,
            attemptsBefore: 0,
            lastStatus: nil
        )
        return DeliveryRequest.make(for: delivery, userAgent: "test", now: now).headers
    }

    @Test("the trace, a CloudEvent's attributes and the type of its data go out as they are")
    func context() throws {
        let headers = [
            Header(name: "content-type", value: "text/xml"),
            Header(name: "traceparent", value: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),
            Header(name: "tracestate", value: "a=1"), Header(name: "ce-type", value: "order.paid"),
        ]
        let sent = try sent(headers)
        for header in headers {
            #expect(sent.filter { $0.isNamed(header.name) } == [header])
        }
        let plain = try self.sent([])
        #expect(plain.firstValue(named: "content-type") == "application/json")
    }

    @Test("a producer's headers take no name that is ours")
    func reserved() throws {
        let sent = try sent([Header(name: "Webhook-Id", value: "mine"), Header(name: "User-Agent", value: "mine")])
        #expect(!sent.contains { $0.value == "mine" })
    }
}
