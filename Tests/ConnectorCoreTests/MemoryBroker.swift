import ConnectorCore
import Domain
import Specification
import Synchronization

/// A broker in memory: a list of messages, some settled, with faults on demand. One per test, found by its name in the settings.
final class MemoryBroker: Sendable {
    struct State {
        var messages: [String] = []
        var handedOut = 0
        var settled: [String] = []
        var sessions = 0
        var openSessions = 0
        var mostOpen = 0
        /// Errors that the next sessions throw instead of giving messages.
        var faults: [ConnectorError] = []
        var isEnded = false
        /// How the source maps its messages; nil: raw.
        var mapping: MessageMapping?
        var acknowledgement = Acknowledgement.queued
        /// How many consumers are of use; nil: any number.
        var limit: Int?
        /// How often that was asked.
        var questions = 0
    }

    private static let all = Mutex<[String: MemoryBroker]>([:])

    let name: String
    let state = Mutex(State())

    init(_ name: String, messages: [String] = []) {
        self.name = name
        state.withLock { $0.messages = messages }
        Self.all.withLock { $0[name] = self }
    }

    static func named(_ name: String) -> MemoryBroker? { all.withLock { $0[name] } }

    var settled: [String] { state.withLock { $0.settled } }
    var sessions: Int { state.withLock { $0.sessions } }
    var mostOpen: Int { state.withLock { $0.mostOpen } }
    var handedOut: Int { state.withLock { $0.handedOut } }
    var openSessions: Int { state.withLock { $0.openSessions } }

    func publish(_ messages: [String]) { state.withLock { $0.messages += messages } }
    func useMapping(_ mapping: MessageMapping) { state.withLock { $0.mapping = mapping } }
    func fail(_ errors: [ConnectorError]) { state.withLock { $0.faults = errors } }

    func description(workers: Int = 1, id: String? = nil, eventType: String = "a") -> SourceDescription {
        SourceDescription(
            id: .derived(at: Timestamp(microseconds: 0), from: [id ?? name]),
            project: ULID(high: 0, low: 1),
            name: name,
            kind: "memory",
            workers: workers,
            mapping: state.withLock { $0.mapping } ?? MessageMapping(eventType: ValueRule(constant: eventType)),
            acknowledgement: state.withLock { $0.acknowledgement },
            settings: #"{"broker":"\#(name)"}"#
        )
    }
}

struct MemoryConnector: Connector {
    struct Settings: Sendable { let broker: String }

    static let kind: ConnectorKind = "memory"
    static let traits = ConnectorTraits(
        ordering: .none,
        hasStablePositions: true,
        hasNativeDelay: false,
        sharesWithinPartition: true
    )
    static let specification = ObjectSpecification(
        "Memory",
        summary: "",
        settings: [Setting("broker", .string(), isRequired: true, summary: "")]
    )
    static func settings(from object: CheckedObject) -> Settings { Settings(broker: object.string("broker")) }
    static func check(_ object: CheckedObject) -> [ConfigurationIssue] { [] }

    let broker: MemoryBroker

    init(_ settings: Settings, runtime: ConnectorRuntime) throws {
        guard let broker = MemoryBroker.named(settings.broker) else { throw ConnectorError(.missing, "no such broker") }
        self.broker = broker
    }

    func consumerLimit() async throws -> ConsumerLimit? {
        try broker.state.withLock { state in
            state.questions += 1
            guard state.limit != 0 else { throw ConnectorError(.disconnected, "nobody says") }
            return state.limit.map { ConsumerLimit($0, reason: "the broker has \($0)", lasts: .milliseconds(10)) }
        }
    }

    func withSession<Result: Sendable>(_ body: (MemorySession) async throws -> Result) async throws -> Result {
        broker.state.withLock { state in
            state.sessions += 1
            state.openSessions += 1
            state.mostOpen = max(state.mostOpen, state.openSessions)
            state.handedOut = state.settled.count
        }
        defer { broker.state.withLock { $0.openSessions -= 1 } }
        return try await body(MemorySession(broker: broker))
    }
}

struct MemorySession: ConnectorSession {
    let broker: MemoryBroker

    func next(upTo limit: Int) async throws -> Batch? {
        while true {
            let (error, texts, first, isEnded) = broker.state.withLock { state in
                if !state.faults.isEmpty {
                    return (state.faults.removeFirst() as ConnectorError?, [String](), 0, false)
                }
                let first = state.handedOut
                let texts = Array(state.messages[first...].prefix(limit))
                state.handedOut += texts.count
                return (nil, texts, first, state.isEnded)
            }
            if let error { throw error }
            if !texts.isEmpty {
                let messages = texts.enumerated().map {
                    let isBatch = $1.hasPrefix("[{") || $1 == "[]"
                    let type = "application/cloudevents-batch+json"
                    return Message(
                        position: "memory/\(broker.name)/\(first + $0)",
                        headers: isBatch ? [MessageHeader(name: "content-type", value: ArraySlice(type.utf8))] : [],
                        body: ArraySlice($1.utf8)
                    )
                }
                return Batch(messages: messages, token: UInt64(first))
            }
            if isEnded { return nil }
            try await Task.sleep(for: .milliseconds(1))
        }
    }

    func settle(_ batch: Batch, as verdict: Settlement) async throws {
        broker.state.withLock { $0.settled += batch.messages.compactMap { $0.body?.text } }
    }
}
