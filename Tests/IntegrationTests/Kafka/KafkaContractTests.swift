import ConnectorContract
import Foundation
import KafkaConnector
import KafkaSupport
import Synchronization
import TestSupport
import Testing

@Suite("Kafka, on a real broker", .serialized, .timeLimit(.minutes(15)))
struct KafkaContractTests {
    @Test("holds the contract", arguments: ContractCase.all(for: KafkaServer.self))
    func holds(_ name: ContractCase) async throws {
        try await Contract<KafkaServer>.hold(name)
    }
}

/// A broker of its own that can be killed, with topics of four partitions. It knows no credentials.
final class KafkaServer: ContractBroker {
    typealias Connector = KafkaConnector

    static let abilities = ContractAbilities {
        $0.hasCredentials = false
        $0.hasCredit = false
        $0.redelivery = .seconds(40)
        // Longer than the poll interval below.
        $0.absence = .seconds(8)
    }

    static let malformed: [MalformedSettings] = [
        .init(#"{"topics":["t"],"consumer_group":"g"}"#, names: "brokers"),
        .init(#"{"brokers":["kafka://h"],"topics":["t"],"consumer_group":"g"}"#, names: "brokers[0]"),
        .init(#"{"brokers":["h:1"],"topics":["a b"],"consumer_group":"g"}"#, names: "topics[0]"),
        .init(
            #"{"brokers":["h:1"],"topics":["t"],"consumer_group":"g","properties":{"enable.auto.commit":"true"}}"#,
            names: "enable.auto.commit"
        ),
    ]

    private static let partitions: Int32 = 4

    private let folder: String
    private let port: Int
    private let producer: TestProducer
    private let child = Mutex<ChildProcess?>(nil)
    private let published = Mutex<[String: Int]>([:])

    private init() throws {
        folder = "/tmp/longshore-kafka-\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        port = try freePort()
        producer = try TestProducer("127.0.0.1:\(port)")
    }

    static func withBroker(_ body: (KafkaServer) async throws -> Void) async throws {
        let broker = try KafkaServer()
        let result: Result<Void, any Error>
        do {
            try await broker.start()
            result = .success(try await body(broker))
        } catch {
            result = .failure(error)
        }
        try await broker.kill()
        try FileManager.default.removeItem(atPath: broker.folder)
        try result.get()
    }

    // MARK: - The server

    private func start() async throws {
        let process = try ChildProcess(
            "kafka",
            Programs.broker,
            ["start", "--only", "kafka", "--kafka-port", "\(port)", "--data-dir", folder],
            folder: folder
        )
        child.withLock { $0 = process }
        let port = port
        try await eventually("the broker listens") { isListening(port) }
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

    // MARK: - Topics

    func makeQueue(_ name: String) async throws {
        try producer.create(name, partitions: Self.partitions)
    }

    func publish(_ messages: [ContractMessage], to queue: String) async throws {
        let first = published.withLock { published in
            defer { published[queue, default: 0] += messages.count }
            return published[queue, default: 0]
        }
        for (index, message) in messages.enumerated() {
            try producer.send(
                queue,
                partition: Int32((first + index) % Int(Self.partitions)),
                value: message.body,
                headers: message.headers.map { ($0.name, Array($0.value.utf8)) }
            )
        }
        try producer.flush()
    }

    func settings(_ reading: ContractReading) throws -> String {
        """
        {"brokers":["127.0.0.1:\(port)"],"topics":["\(reading.queue)"],"consumer_group":"group.\(reading.queue)",
         "assignment":"range","properties":{"session.timeout.ms":"6000",
         "heartbeat.interval.ms":"500","max.poll.interval.ms":"6000"}}
        """
    }

    func unacknowledged(in queue: String) async throws -> Int? {
        let committed = try CommittedOffsets.of(
            group: "group.\(queue)",
            queue,
            partitions: Self.partitions,
            at: "127.0.0.1:\(port)"
        )
        let all = published.withLock { $0[queue, default: 0] }
        return all - committed.reduce(0) { $0 + Int($1 ?? 0) }
    }
}
