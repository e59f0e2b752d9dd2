import ConnectorCore
import Domain
import Specification
import Synchronization

/// A broker that keeps one partition of messages with the offsets 0..<100, every tenth of which is no JSON.
///
/// It drops the connection the first time that somebody reads beyond offset 40.
struct ArchiveConnector: HistoryConnector {
    static let kind: ConnectorKind = "archive"
    static let traits = MemoryConnector.traits
    static let specification = ObjectSpecification("Archive", summary: "", settings: [])
    static let end: Int64 = 100

    static func settings(from object: CheckedObject) {}
    static func check(_ object: CheckedObject) -> [ConfigurationIssue] { [] }

    static func message(_ offset: Int64) -> Message {
        Message(
            position: "archive/a/0/\(offset)",
            timestamp: Timestamp(seconds: 1_000 + offset),
            body: ArraySlice((offset % 10 == 0 ? "no JSON" : "{\"seq\":\(offset)}").utf8)
        )
    }

    init(_ settings: Void, runtime: ConnectorRuntime) throws {}

    func withSession<Result: Sendable>(_ body: (MemorySession) async throws -> Result) async throws -> Result {
        throw ConnectorError(.configuration, "not for this")
    }

    func withHistory<Result: Sendable>(
        _ plan: HistoryPlan,
        _ body: (ArchiveSession) async throws -> Result
    ) async throws -> Result {
        try await body(ArchiveSession(plan))
    }
}

final class ArchiveSession: HistorySession {
    private let state: Mutex<HistoryPartition>
    private let isFirst: Bool

    init(_ plan: HistoryPlan) {
        switch plan {
        case .range(let range):
            isFirst = true
            func offset(_ bound: HistoryBound, _ other: Int64) -> Int64 {
                if case .offset(let offset) = bound { offset } else { other }
            }
            let start = offset(range.from, 0)
            let end = offset(range.to, ArchiveConnector.end)
            state = Mutex(HistoryPartition(name: "a/0", start: start, position: start, end: end))
        case .rest(let partitions):
            isFirst = false
            state = Mutex(partitions[0])
        }
    }

    var partitions: [HistoryPartition] { [state.withLock { $0 }] }

    func next(upTo limit: Int) async throws -> HistoryBatch? {
        try state.withLock { partition in
            guard partition.position < partition.end else { return nil }
            if isFirst, partition.position > 40 { throw ConnectorError(.disconnected, "dropped") }
            let end = min(partition.end, partition.position + Int64(limit))
            let messages = (partition.position..<end).map(ArchiveConnector.message)
            partition.position = end
            return HistoryBatch(messages: messages, partitions: [partition])
        }
    }
}
