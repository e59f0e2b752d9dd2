import ConnectorContract
import Foundation
import Logging
import Reactor
import Redis
import RedisStreamsConnector
import Synchronization
import TestSupport

/// A redis-server of its own with a password, whose data survives a restart.
final class RedisStreamsBroker: ContractBroker {
    typealias Connector = RedisStreamsConnector

    static let abilities = ContractAbilities {
        // A stream that is missing is made; the lease below is three seconds.
        $0.canMissQueue = false
        $0.absence = .seconds(7)
    }

    static let malformed: [MalformedSettings] = [
        .init(#"{"stream":["s"],"group":"g"}"#, names: "url"),
        .init(#"{"url":"http://h","stream":["s"],"group":"g"}"#, names: "url"),
        .init(#"{"url":"redis://h","stream":["s"],"group":"g","start":"soon"}"#, names: "start"),
        .init(#"{"url":"redis://h","stream":["s"],"group":"g","max_in_flight":0}"#, names: "max_in_flight"),
        .init(#"{"url":"redis://h","streams":["s"],"group":"g"}"#, names: "stream"),
    ]

    private static let password = "right: /@%"

    private let folder: String
    private let port: Int
    private let reactor: Reactor
    let client: RedisClient
    private let child = Mutex<ChildProcess?>(nil)

    private init() throws {
        folder = "/tmp/longshore-redis-streams-\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        port = try freePort()
        reactor = Reactor.start(name: "redis-broker")
        client = RedisClient(
            endpoint: try RedisEndpoint(url: "redis://:right%3A%20%2F%40%25@127.0.0.1:\(port)"),
            reactor: reactor,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
    }

    static func withBroker(_ body: (RedisStreamsBroker) async throws -> Void) async throws {
        let broker = try RedisStreamsBroker()
        let result: Result<Void, any Error>
        do {
            try await broker.start()
            result = .success(try await body(broker))
        } catch {
            result = .failure(error)
        }
        try await broker.stop()
        try result.get()
    }

    // MARK: - The server

    private func start() async throws {
        let process = try ChildProcess(
            "redis",
            "/usr/bin/redis-server",
            [
                "--port", "\(port)", "--bind", "127.0.0.1", "--dir", folder, "--save", "", "--appendonly", "yes",
                "--appendfsync", "always", "--requirepass", Self.password,
            ],
            folder: folder
        )
        child.withLock { $0 = process }
        try await eventually("Redis answers") {
            try await self.client.ping()
            return true
        }
    }

    private func kill() async throws {
        let process = child.withLock { $0.take() }
        process?.kill9()
        try await process?.ended()
    }

    func restart() async throws {
        try await kill()
        try await start()
    }

    private func stop() async throws {
        await client.close()
        reactor.stop()
        try await kill()
        try FileManager.default.removeItem(atPath: folder)
    }

    // MARK: - Streams

    func makeQueue(_ name: String) async throws {}

    func publish(_ messages: [ContractMessage], to queue: String) async throws {
        let commands = messages.map { message in
            let fields: [RedisArgument] = message.headers.flatMap { [.text($0.name), .text($0.value)] }
            return RedisCommand(["XADD", .text(queue), "*"] + fields + ["data", .bytes(message.body[...])])
        }
        try await client.pipeline(commands).throwFirstFailure()
    }

    func settings(_ reading: ContractReading) throws -> String {
        let password = reading.credentials == .right ? Self.password : ContractReading.wrongSecret
        return """
            {"url":"redis://127.0.0.1:\(port)","password":"\(password)","stream":["\(reading.queue)"],
             "group":"longshore","lease":"3s","max_in_flight":\(reading.credit ?? 1_000)}
            """
    }

    func unacknowledged(in queue: String) async throws -> Int? {
        let groups = try await client.send(RedisCommand("XINFO", "GROUPS", .text(queue))).requireElements()
        guard let group = try groups.first?.requireElements() else { return nil }
        var counts: [String: Int64] = [:]
        for index in stride(from: 0, to: group.count - 1, by: 2) {
            if let name = group[index].text, case .integer(let count) = group[index + 1] { counts[name] = count }
        }
        return Int((counts["pending"] ?? 0) + (counts["lag"] ?? 0))
    }
}
