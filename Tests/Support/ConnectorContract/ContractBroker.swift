public import ConnectorCore

/// One kind of broker, as the contract suite uses it: a real server that a connector reads from.
///
/// A test suite conforms a type of its own and runs every case on it:
///
///     @Test("holds the contract", arguments: ContractCase.all(for: RabbitMQ.self))
///     func holds(_ name: ContractCase) async throws { try await Contract<RabbitMQ>.hold(name) }
public protocol ContractBroker: Sendable {
    /// The connector that is held to the contract.
    associatedtype Connector: ConnectorCore.Connector

    /// What the kind can do, and how long it may take.
    static var abilities: ContractAbilities { get }

    /// Bodies that must not keep others from arriving; as the mapping is `content: json`, none of them is JSON.
    static var poison: [ContractMessage] { get }

    /// Settings that are refused, and the name of the setting that the refusal must contain.
    static var malformed: [MalformedSettings] { get }

    /// Starts a server on a free port, or takes one that runs already, and lends it; stops what it has started.
    ///
    /// Cases use queues of their own, so that one server may serve them all.
    static func withBroker(_ body: (Self) async throws -> Void) async throws

    /// Makes a queue, or a topic with a subscription; returns when it can be published to.
    func makeQueue(_ name: String) async throws

    /// Publishes; returns when the broker has everything.
    func publish(_ messages: [ContractMessage], to queue: String) async throws

    /// The settings, as JSON, of a source that reads the queue.
    func settings(_ reading: ContractReading) throws -> String

    /// How many messages the broker would still deliver to somebody, now or after a crash of their holder; nil where it cannot say.
    func unacknowledged(in queue: String) async throws -> Int?

    /// Stops the server and starts it again at the same address, with what it had. Only called where the kind `canRestart`.
    func restart() async throws
}

extension ContractBroker {
    /// Bytes that are no text, no JSON, and nothing at all.
    public static var poison: [ContractMessage] {
        [
            ContractMessage([0xFF, 0x00, 0xC3]), ContractMessage("{\"unfinished\": "), ContractMessage([]),
            ContractMessage(String(repeating: "[", count: 20_000)),
        ]
    }
}

/// Settings that must be refused.
public struct MalformedSettings: Sendable {
    /// The settings, as JSON.
    public let json: String
    /// The setting that the refusal names.
    public let setting: String

    /// Describes settings that must be refused.
    public init(_ json: String, names setting: String) {
        self.json = json
        self.setting = setting
    }
}
