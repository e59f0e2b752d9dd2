internal import Domain
internal import Foundation
internal import Gateway
internal import HTTPTypes
internal import Hummingbird
internal import HummingbirdTesting
internal import Logging
internal import NIOCore
internal import Queue
internal import Storage
internal import Synchronization
internal import Telemetry
internal import TestSupport
internal import Testing

/// An answer of the API, read by a parser that is not ours.
struct APIAnswer {
    let status: Int
    let json: [String: Any]

    /// The object under `data`.
    var data: [String: Any] { json["data"] as? [String: Any] ?? [:] }
    /// The rows of a page.
    var content: [[String: Any]] { data["content"] as? [[String: Any]] ?? [] }
    /// What the error says of fields.
    var fields: [String] { (json["errors"] as? [[String: String]] ?? []).compactMap { $0["field"] } }
    /// The sentence for people.
    var message: String { json["message"] as? String ?? "" }
}

/// A client of a gateway on a database of its own; the queue is in memory.
struct APIClient {
    let database: StorageDatabase
    let intake: MemoryIntake
    let client: any TestClientProtocol
    var key: String

    /// Makes the gateway, lends a client with an instance's admin key, and cleans up.
    static func with(_ body: @Sendable (APIClient) async throws -> Void) async throws {
        try await StorageDatabase.with { database in
            let intake = MemoryIntake()
            let services = GatewayServices(
                configuration: GatewayConfiguration(),
                store: database.configuration,
                queries: database.queries,
                intake: intake,
                scheduling: DirectScheduling(store: database.store),
                sources: MemoryReports(),
                epoch: ConfigurationEpoch(),
                healthChecks: [],
                metrics: PrometheusMetrics(),
                logger: .silent
            )
            let key = try await database.configuration.createKey(name: "test", role: .admin, project: nil)
            try await buildGateway(services).test(.router) { client in
                try await body(APIClient(database: database, intake: intake, client: client, key: key.plainText))
            }
        }
    }

    /// Sends a request; `body` is JSON text.
    func send(_ method: HTTPRequest.Method, _ path: String, _ body: String? = nil) async throws -> APIAnswer {
        var headers: HTTPFields = [.authorization: "Bearer \(key)"]
        if body != nil { headers[.contentType] = "application/json" }
        let response = try await client.execute(
            uri: "/api/v1/projects\(path)",
            method: method,
            headers: headers,
            body: body.map { ByteBuffer(string: $0) }
        )
        let object = try JSONSerialization.jsonObject(with: Data(response.body.readableBytesView))
        guard let json = object as? [String: Any] else { throw TestFailure("the answer is no object") }
        return APIAnswer(status: response.status.code, json: json)
    }

    /// Sends a request and expects a status.
    @discardableResult
    func expect(
        _ status: Int,
        _ method: HTTPRequest.Method,
        _ path: String,
        _ body: String? = nil,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> APIAnswer {
        let answer = try await send(method, path, body)
        #expect(answer.status == status, "\(answer.message)", sourceLocation: sourceLocation)
        return answer
    }

    /// Makes a project over the API and returns its id.
    func makeProject(_ name: String = "orders") async throws -> String {
        let answer = try await send(.post, "", #"{"name":"\#(name)"}"#)
        return try text(answer.data["project"], "uid")
    }

    /// Makes an endpoint over the API and returns its id.
    func makeEndpoint(in project: String, _ more: String = "") async throws -> String {
        let answer = try await send(.post, "/\(project)/endpoints", #"{"url":"https://example.com/hooks"\#(more)}"#)
        return try text(answer.json["data"], "uid")
    }

    func text(_ object: Any?, _ name: String) throws -> String {
        guard let text = (object as? [String: Any])?[name] as? String else {
            throw TestFailure("no \(name) in \(object ?? "nothing")")
        }
        return text
    }
}

/// A queue that keeps everything and answers at once.
final class MemoryIntake: EventIntake {
    private let kept = Mutex<[IntakeEntry]>([])

    var events: [Envelope] {
        kept.withLock { $0.compactMap { if case .event(let envelope) = $0 { envelope } else { nil } } }
    }

    func append(_ entries: [IntakeEntry], until deadline: ContinuousClock.Instant) async throws {
        kept.withLock { $0 += entries }
    }
}

/// Knows of one consumer of each source.
struct MemoryReports: SourceReporting {
    func reports(of sources: [(source: ULID, slots: Int)]) async throws -> [[ConsumerReport?]] {
        sources.map { entry in
            let report = ConsumerReport(process: "one", state: "running", since: .now(), rate: 12.5, lag: 7, delay: 30)
            return [report] + Array(repeating: nil, count: max(0, entry.slots - 1))
        }
    }
}

/// Opens deliveries in the database; nobody sends them.
struct DirectScheduling: DeliveryScheduling {
    let store: EventStore

    func resend(_ delivery: ULID, project: ULID) async throws -> DeliveryRestart? {
        let opened = try await store.reopen([delivery], project: project, in: [.failure, .discarded], at: .now())
        guard let first = opened.first else { throw ResendRefusal(reason: "the delivery is under way") }
        return DeliveryRestart(dueAt: first.dueAt)
    }
}
