import AMQPSupport
import Embedded
import PubSubSupport
import SQSSupport
import TestSupport

/// A broker of a test: how a source reads it, how a foreign client publishes to it, and whether it keeps what it has over a restart.
struct TestedBroker: Sendable {
    /// The kind of the source, and its name.
    let kind: String
    /// The settings of the source as YAML in one line.
    var settings: String
    /// What publish_sequence.py is told behind the numbers.
    let place: [String]
    let environment: [String: String]
    /// Kills the broker and starts it again; nil where that loses what it has.
    let restart: (@Sendable () async throws -> Void)?

    init(
        _ kind: String,
        _ settings: String,
        place: [String],
        environment: [String: String] = [:],
        restart: (@Sendable () async throws -> Void)? = nil
    ) {
        self.kind = kind
        self.settings = settings
        self.place = place
        self.environment = environment
        self.restart = restart
    }

    /// Starts publishing numbers; ends with status 0 when the broker has confirmed all.
    func publish(_ numbers: ClosedRange<Int>, rate: Int, _ stack: Stack) throws -> ChildProcess {
        try ChildProcess(
            "publish-\(kind)",
            Programs.python,
            [
                Programs.root + "/Tests/Judges/publish_sequence.py", "\(numbers.lowerBound)", "\(numbers.upperBound)",
                "\(rate)",
            ] + place,
            environment: environment,
            folder: stack.folder
        )
    }

    /// What a killed process held comes again soon.
    static let quick = ["sqs": "visibility_timeout: 10s", "pubsub": "ack_deadline: 10s"]

    /// Starts every broker there is, lends them, and takes them down.
    /// - Parameter settings: more settings of a kind's source, or others.
    static func all<Value>(
        _ stack: Stack,
        settings: [String: String] = quick,
        _ body: ([TestedBroker]) async throws -> Value
    ) async throws -> Value {
        try await RabbitMQServer.with { rabbit in
            try await SQSServer.with(.moto) { queues in
                try await queues.makeQueue("orders")
                let emulator = try await EmulatorProcess()
                try await emulator.makeSubscription("orders")
                let result: Result<Value, any Error>
                do {
                    var all = [amqp(rabbit), sqs(queues), pubsub(emulator), redisStreams(stack), kafka(stack)]
                    for index in all.indices {
                        guard let more = settings[all[index].kind] else { continue }
                        all[index].settings = "{\(more), " + all[index].settings.dropFirst()
                    }
                    result = .success(try await body(all))
                } catch {
                    result = .failure(error)
                }
                try await emulator.stop()
                return try result.get()
            }
        }
    }

    static func amqp(_ server: RabbitMQServer) -> TestedBroker {
        TestedBroker(
            "amqp",
            "{url: \"amqp://guest:guest@127.0.0.1:\(server.port)/\", queue: orders, declare: true}",
            place: ["amqp", "\(server.port)", "orders"],
            restart: { try await server.restart() }
        )
    }

    static func sqs(_ server: SQSServer) -> TestedBroker {
        TestedBroker(
            "sqs",
            "{queue: orders, region: us-east-1, endpoint: \"\(server.url)\", access_key_id: \"\(server.key.id)\", "
                + "secret_access_key: \"\(server.key.secret)\", wait: 2s}",
            place: ["sqs", server.url, "orders"],
            environment: [
                "AWS_ACCESS_KEY_ID": server.key.id, "AWS_SECRET_ACCESS_KEY": server.key.secret,
                "AWS_DEFAULT_REGION": "us-east-1",
            ]
        )
    }

    static func pubsub(_ emulator: EmulatorProcess) -> TestedBroker {
        TestedBroker(
            "pubsub",
            "{project: \(EmulatorProcess.project), subscription: orders, endpoint: \"http://\(emulator.address)\"}",
            place: ["pubsub", EmulatorProcess.project, "orders"],
            environment: ["PUBSUB_EMULATOR_HOST": emulator.address]
        )
    }

    /// The installation's own Redis, which the tests restart themselves.
    static func redisStreams(_ stack: Stack) -> TestedBroker {
        TestedBroker(
            "redis_streams",
            "{url: \"\(stack.redis.url)\", stream: orders, group: longshore}",
            place: ["redis", String(stack.redis.url.dropFirst(7)), "orders"]
        )
    }

    /// Restarted by the test of the main job, whose publisher waits for it.
    static func kafka(_ stack: Stack) -> TestedBroker {
        TestedBroker(
            "kafka",
            "{brokers: [\"\(stack.brokerAddress)\"], topics: [orders], consumer_group: g, start: earliest, "
                + "assignment: range, instance_id: shop}",
            place: ["kafka", stack.brokerAddress, "orders"]
        )
    }
}
