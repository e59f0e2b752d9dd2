public import Domain
public import Queue

/// Tells how the consumers of sources fare, wherever in the pool they run.
public protocol SourceReporting: Sendable {
    /// What the consumers `0..<slots` of each source last said; nil where nothing runs.
    /// - Throws: when that cannot be had now.
    func reports(of sources: [(source: ULID, slots: Int)]) async throws -> [[ConsumerReport?]]
}

extension ConsumerReports: SourceReporting {}
