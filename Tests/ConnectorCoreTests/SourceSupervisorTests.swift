import ConnectorCore
import Domain
import Logging
import Synchronization
import Testing

/// Leases in memory, shared by the supervisors of a test.
private final class MemoryClaims: SlotClaims {
    let owners = Mutex<[String: String]>([:])
    let members = Mutex<Set<String>>([])

    func join(owner: String, ttl: Duration) async throws -> Int {
        members.withLock { members in
            members.insert(owner)
            return members.count
        }
    }

    func leave(owner: String) async throws {
        _ = members.withLock { $0.remove(owner) }
    }

    func acquire(source: ULID, slot: Int, owner: String, ttl: Duration) async throws -> Bool {
        owners.withLock { owners in
            let key = "\(source)/\(slot)"
            guard owners[key] == nil || owners[key] == owner else { return false }
            owners[key] = owner
            return true
        }
    }

    func renew(source: ULID, slot: Int, owner: String, ttl: Duration) async throws -> Bool {
        owners.withLock { $0["\(source)/\(slot)"] == owner }
    }

    func release(source: ULID, slot: Int, owner: String) async throws -> Bool {
        owners.withLock { owners in
            let key = "\(source)/\(slot)"
            guard owners[key] == owner else { return false }
            owners[key] = nil
            return true
        }
    }

    func give(_ source: ULID, to owner: String) {
        owners.withLock { $0["\(source)/0"] = owner }
    }

    func count(of owner: String) -> Int { owners.withLock { $0.values.count { $0 == owner } } }
}

@Suite("The supervisor", .timeLimit(.minutes(1)))
struct SourceSupervisorTests {
    private let intake = MemoryIntake()
    private let board = StatusBoard()
    private let claims = MemoryClaims()

    private func supervisor(
        _ owner: String,
        _ sources: AsyncStream<[SourceDescription]>,
        _ own: StatusBoard? = nil
    ) -> SourceSupervisor {
        var leases = LeaseTiming()
        leases.interval = .milliseconds(10)
        leases.courtesy = .milliseconds(5)
        leases.heartbeat = .milliseconds(10)
        // Many times what another member needs to ask: it is taken for unwilling otherwise.
        leases.reluctance = .milliseconds(300)
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        return SourceSupervisor(
            factories: [ConnectorFactory(MemoryConnector.self)],
            sources: sources,
            claims: claims,
            owner: owner,
            intake: intake,
            board: own ?? board,
            leases: leases,
            logger: logger
        )
    }

    private func running(
        _ body: (AsyncStream<[SourceDescription]>.Continuation) async throws -> Void
    ) async throws {
        let (stream, continuation) = AsyncStream.makeStream(
            of: [SourceDescription].self,
            bufferingPolicy: .bufferingNewest(1)
        )
        try await withThrowingTaskGroup { group in
            let supervisor = supervisor("me", stream)
            group.addTask { try await supervisor.run() }
            try await body(continuation)
            group.cancelAll()
        }
    }

    @Test("starts, restarts and stops just the sources that changed", .bug(id: "fault(13)"))
    func follows() async throws {
        let (first, second) = (MemoryBroker("follows1", messages: ["1"]), MemoryBroker("follows2", messages: ["2"]))
        try await running { sources in
            sources.yield([first.description(), second.description()])
            try await eventually("both") { Set(intake.bodies) == ["1", "2"] }
            sources.yield([first.description(eventType: "changed"), second.description()])
            try await eventually("restart") { first.sessions == 2 && first.openSessions == 1 }
            #expect(second.sessions == 1)
            sources.yield([second.description()])
            try await eventually("stop") { first.openSessions == 0 }
            #expect(second.openSessions == 1)
            try await eventually("slot given back") { claims.count(of: "me") == 1 }
            sources.yield([first.description(), second.description()])
            try await eventually("again") { first.openSessions == 1 }
        }
        #expect(first.openSessions + second.openSessions == 0)
        #expect(claims.count(of: "me") == 0)
        #expect(first.mostOpen == 1)
    }

    @Test("runs as many consumers as the source has workers")
    func workers() async throws {
        let broker = MemoryBroker("workers")
        try await running { sources in
            sources.yield([broker.description(workers: 4)])
            try await eventually("four") { broker.openSessions == 4 }
        }
        #expect(broker.openSessions == 0)
    }

    @Test("a slot of another process is taken once it is free, and left once it is lost")
    func leases() async throws {
        let broker = MemoryBroker("leases")
        let id = broker.description().id
        claims.give(id, to: "other")
        try await running { sources in
            sources.yield([broker.description()])
            try await eventually("claims") { claims.count(of: "other") == 1 }
            #expect(broker.sessions == 0)
            claims.owners.withLock { $0 = [:] }
            try await eventually("takes") { broker.openSessions == 1 }
            claims.give(id, to: "other")
            try await eventually("leaves") { broker.openSessions == 0 }
            claims.owners.withLock { $0 = [:] }
            try await eventually("takes again") { broker.openSessions == 1 }
        }
    }

    @Test("two processes share the workers of a source", .bug(id: "fault(14)"))
    func shares() async throws {
        let broker = MemoryBroker("shares")
        let streams = (0..<2).map { _ in AsyncStream.makeStream(of: [SourceDescription].self) }
        try await withThrowingTaskGroup { group in
            for (index, (stream, continuation)) in streams.enumerated() {
                let supervisor = supervisor("p\(index)", stream)
                group.addTask { try await supervisor.run() }
                continuation.yield([broker.description(workers: 4)])
            }
            try await eventually("all taken") { broker.openSessions == 4 }
            #expect(claims.count(of: "p0") + claims.count(of: "p1") == 4)
            group.cancelAll()
        }
    }

    @Test("processes share many sources evenly: one that joins gets its part, one that leaves hands it on")
    func spreads() async throws {
        let brokers = (0..<20).map { MemoryBroker("spreads\($0)") }
        let boards = (0..<3).map { _ in StatusBoard() }
        func counts() -> [Int] { (0..<3).map { claims.count(of: "p\($0)") } }
        try await withThrowingTaskGroup { group in
            var leaving: Task<Void, any Error>?
            for index in 0..<3 {
                let (stream, continuation) = AsyncStream.makeStream(of: [SourceDescription].self)
                let supervisor = supervisor("p\(index)", stream, boards[index])
                continuation.yield(brokers.map { $0.description() })
                if index == 2 {
                    leaving = Task { try await supervisor.run() }
                } else {
                    group.addTask { try await supervisor.run() }
                }
                let members = index + 1
                try await eventually("an even spread over \(members)") {
                    let counts = counts().prefix(members)
                    return counts.reduce(0, +) == 20 && counts.allSatisfy { $0 >= 20 / members }
                }
            }
            leaving?.cancel()
            try await eventually("handed on") { counts() == [10, 10, 0] }
            try await eventually("all are consumed by one") { brokers.allSatisfy { $0.openSessions == 1 } }
            // Nobody speaks of what another runs now.
            try await eventually("each speaks of its own") { boards.map { $0.statuses().count } == [10, 10, 0] }
            group.cancelAll()
        }
        #expect(brokers.allSatisfy { $0.mostOpen == 1 })
    }

    @Test("a source that cannot run says why and disturbs no other")
    func broken() async throws {
        let good = MemoryBroker("broken-good", messages: ["1"])
        let bad = SourceDescription(
            id: ULID(high: 1, low: 1),
            project: ULID(high: 0, low: 1),
            name: "bad",
            kind: "memory",
            settings: #"{"brokr":"x"}"#
        )
        let unknown = SourceDescription(
            id: ULID(high: 1, low: 2),
            project: ULID(high: 0, low: 1),
            name: "unknown",
            kind: "carrier-pigeon"
        )
        try await running { sources in
            sources.yield([bad, unknown, good.description()])
            try await eventually("good") { good.settled == ["1"] }
            try await eventually("bad") { board.status(of: .init(source: bad.id, slot: 0))?.state == .failed }
            try await eventually("unknown") { board.status(of: .init(source: unknown.id, slot: 0))?.state == .failed }
            #expect(board.status(of: .init(source: bad.id, slot: 0))?.error?.contains("brokr") == true)
            #expect(board.status(of: .init(source: unknown.id, slot: 0))?.error?.contains("carrier-pigeon") == true)
        }
    }
}
