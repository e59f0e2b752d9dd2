internal import Catalog
internal import ConnectorCore
internal import Domain
public import Storage

/// A backfill as a person asks for it: sources and endpoints by name or id, ends of the range as written.
public struct BackfillRequest: Hashable, Sendable {
    /// The largest rate.
    public static let maximumRate = 1_000_000

    /// Where reading begins; see `HistoryBound`.
    public var from: String
    /// Where it ends; nil for the end as it is when reading begins.
    public var to: String?
    /// The only endpoint that gets the events, by name or id; nil for all that the routes name.
    public var endpoint: String?
    /// Events a second at most.
    public var rate: Int?
    /// Whether the messages are only read and counted.
    public var isDryRun: Bool

    /// Describes a backfill.
    public init(from: String, to: String?, endpoint: String?, rate: Int?, isDryRun: Bool) {
        self.from = from
        self.to = to
        self.endpoint = endpoint
        self.rate = rate
        self.isDryRun = isDryRun
    }

    /// What is wrong with a request.
    public struct Problem: Error, Hashable, Sendable {
        /// The field: `source`, `from`, `to`, `endpoint` or `rate`.
        public let field: String
        /// What is wrong and what is allowed.
        public let message: String
    }

    /// Checks everything that can be checked without the broker.
    ///
    /// - Throws: ``Problem``.
    public func draft(of source: SourceRow, in store: some ConfigurationDatabase) async throws -> JobDraft {
        let kind = ConnectorKind(rawValue: source.draft.kind)
        guard ConnectorCatalog.factory(of: kind)?.keepsHistory == true else {
            let able = ConnectorCatalog.all.filter(\.keepsHistory).map(\.kind.rawValue).joined(separator: ", ")
            throw Problem(
                field: "source",
                message: "`\(source.draft.name)` reads from \(kind), which keeps no history that could be read again: "
                    + "a backfill takes sources of kind \(able)"
            )
        }
        if let rate, !(1...Self.maximumRate).contains(rate) {
            throw Problem(field: "rate", message: "is a number of events a second, from 1 to \(Self.maximumRate)")
        }
        let range: HistoryRange
        do throws(HistoryRangeProblem) {
            range = try HistoryRange(from: from, to: to)
        } catch {
            throw Problem(field: error.field.rawValue, message: error.message)
        }
        var only: ULID?
        if let endpoint { only = try await Self.endpoint(endpoint, of: source.project, in: store) }
        return JobDraft(
            source: source.id,
            endpoint: only,
            from: range.from.description,
            to: range.to.description,
            rate: rate,
            isDryRun: isDryRun
        )
    }

    private static func endpoint(
        _ text: String,
        of project: ULID,
        in store: some ConfigurationDatabase
    ) async throws -> ULID {
        let found = try await store.endpoints(project: project).filter {
            $0.draft.name == text || $0.id == ULID(text)
        }
        guard let endpoint = found.first else {
            throw Problem(field: "endpoint", message: "the project has no endpoint with the name or id \"\(text)\"")
        }
        guard found.count == 1 else {
            let ids = found.map(\.id.description).joined(separator: ", ")
            throw Problem(
                field: "endpoint",
                message: "several endpoints are named \"\(text)\": give the id of one (\(ids))"
            )
        }
        return endpoint.id
    }
}
