internal import Domain
internal import HTTPTypes
public import Hummingbird
public import Logging
internal import NIOCore

/// Builds a receiver of webhooks that verifies, counts, and misbehaves when told to.
///
/// Every POST is a delivery, whatever its path. `GET /report` says what came; `POST /reset` forgets it.
/// - Parameter onRunning: called with the port once the sink listens.
public func buildSink(
    _ settings: SinkSettings,
    logger: Logger,
    onRunning: @escaping @Sendable (Int) async -> Void = { _ in }
) throws -> some ApplicationProtocol {
    let sink = try Sink(settings)
    let router = Router()
    router.get("/report") { request, _ in sink.report(request) }
    router.post("/reset") { _, _ in
        sink.ledger.reset()
        return HTTPResponse.Status.noContent
    }
    router.post("/") { request, _ in try await sink.receive(request) }
    router.post("/**") { request, _ in try await sink.receive(request) }
    return Application(
        router: router,
        configuration: .init(address: .hostname(settings.host, port: settings.port), serverName: "longshore-sink"),
        onServerRunning: { channel in await onRunning(channel.localAddress?.port ?? settings.port) },
        logger: logger
    )
}

/// What one sink knows: its settings made ready, and its ledger.
private struct Sink: Sendable {
    /// Larger than anything the gateway lets through.
    static let bodyLimit = 64 * 1024 * 1024
    static let tolerance: Duration = .seconds(300)

    let settings: SinkSettings
    let ledger = SinkLedger()
    let keys: [StandardWebhooks.SigningKey]
    let sequencePath: JSONPath
    let keyPath: JSONPath?

    init(_ settings: SinkSettings) throws {
        self.settings = settings
        keys = settings.secrets.map { StandardWebhooks.SigningKey(secret: $0) }
        sequencePath = try Self.path(settings.sequencePath)
        keyPath = try settings.keyPath.map { try Self.path($0) }
    }

    private static func path(_ text: String) throws -> JSONPath {
        guard let path = JSONPath(text) else { throw SinkError("\"\(text)\" is not a JSON path such as $.order.seq") }
        return path
    }

    func receive(_ request: Request) async throws -> Response {
        ledger.arrived()
        let buffer = try await request.body.collect(upTo: Self.bodyLimit)
        let body = Bytes(buffer.readableBytesView)
        if settings.hangs { try await Task.sleep(for: .seconds(3_600)) }
        if settings.delay > .zero { try await Task.sleep(for: settings.delay) }
        let id = request.headers[.webhookID] ?? ""
        if settings.failureRate > 0, Double.random(in: 0..<1) < settings.failureRate {
            ledger.failedOnPurpose()
            printLine(id, "failed on purpose with \(settings.failureStatus)", body.count)
            return Response(status: .init(code: settings.failureStatus))
        }
        let isVerified = verified(request, id: id, body: body)
        guard isVerified != false else {
            ledger.refused()
            printLine(id, "SIGNATURE BAD", body.count)
            return Response(status: .unauthorized)
        }
        ledger.accepted(
            .init(
                id: id,
                isVerified: isVerified == true,
                key: keyPath.flatMap { text(at: $0, in: body) } ?? "",
                sequence: text(at: sequencePath, in: body).flatMap { Int($0) },
                receivedAt: .now()
            )
        )
        printLine(id, isVerified == true ? "signature good" : "signature not checked", body.count)
        return Response(status: .noContent)
    }

    func report(_ request: Request) -> Response {
        let query = request.uri.queryParameters
        let report = ledger.report(
            first: query["first"].flatMap { Int($0) },
            count: query["count"].flatMap { Int($0) }
        )
        return Response(
            status: .ok,
            headers: [.contentType: "application/json"],
            body: .init(byteBuffer: ByteBuffer(string: report.json))
        )
    }

    /// Whether the signature is good; nil without a secret to check it with.
    private func verified(_ request: Request, id: String, body: Bytes) -> Bool? {
        guard !keys.isEmpty else { return nil }
        guard let signature = request.headers[.webhookSignature],
            let timestamp = request.headers[.webhookTimestamp].flatMap({ Int64($0) })
        else { return false }
        return StandardWebhooks.verify(
            header: signature,
            id: id,
            timestamp: timestamp,
            body: body,
            keys: keys,
            now: .now(),
            tolerance: Self.tolerance
        )
    }

    private func text(at path: JSONPath, in body: Bytes) -> String? {
        guard let value = try? JSON.value(in: body, at: path) else { return nil }
        return JSON.text(of: value)
    }

    private func printLine(_ id: String, _ verdict: String, _ count: Int) {
        guard settings.printsRequests else { return }
        print("\(Timestamp.now().iso8601)  \(id)  \(verdict), \(count) bytes")
    }
}

extension HTTPField.Name {
    fileprivate static let webhookID = Self.known("webhook-id")
    fileprivate static let webhookTimestamp = Self.known("webhook-timestamp")
    fileprivate static let webhookSignature = Self.known("webhook-signature")

    private static func known(_ name: String) -> Self {
        guard let field = Self(name) else { preconditionFailure("\(name) is a field name") }
        return field
    }
}
