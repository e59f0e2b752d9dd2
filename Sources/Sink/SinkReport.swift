internal import Domain

/// The answer of `GET /report`.
public struct SinkReport: Sendable, Equatable {
    /// Requests that came in, failed ones included.
    public var received: Int
    /// Requests answered with 2xx.
    public var accepted: Int
    /// Different `webhook-id`s among the accepted.
    public var unique: Int
    /// Different sequence numbers among the accepted.
    public var uniqueSequences: Int
    /// Accepted requests whose signature was checked and good; requests refused because theirs was missing or bad.
    public var verified: Int, unverified: Int
    /// Requests failed by intention.
    public var failedOnPurpose: Int
    /// Accepted requests whose `webhook-id` had been accepted before.
    public var duplicates: Int
    /// Sequence numbers that came under two different `webhook-id`s: never right.
    public var idConflicts: Int
    /// First arrivals of a number lower than one seen before under the same key.
    public var outOfOrder: Int
    /// Accepted requests without a sequence number.
    public var withoutSequence: Int
    /// Sequence numbers that should have come and did not, and the first few of them.
    public var lost: Int, lostExamples: [Int]
    /// Milliseconds from the event's time (in its `webhook-id`) to its arrival.
    public var p50: Int?, p99: Int?
    /// Accepted requests per second between the first and the last.
    public var perSecond: Double

    /// The report as a JSON object.
    public var json: String {
        let numbers: [(String, String)] = [
            ("received", "\(received)"), ("accepted", "\(accepted)"), ("unique", "\(unique)"),
            ("unique_sequences", "\(uniqueSequences)"), ("verified", "\(verified)"), ("unverified", "\(unverified)"),
            ("failed_on_purpose", "\(failedOnPurpose)"), ("duplicates", "\(duplicates)"),
            ("id_conflicts", "\(idConflicts)"), ("out_of_order", "\(outOfOrder)"),
            ("without_sequence", "\(withoutSequence)"), ("lost", "\(lost)"), ("lost_examples", "\(lostExamples)"),
            ("p50_ms", p50.map(String.init) ?? "null"), ("p99_ms", p99.map(String.init) ?? "null"),
            ("per_second", "\((perSecond * 10).rounded() / 10)"),
        ]
        return "{" + numbers.map { "\"\($0)\":\($1)" }.joined(separator: ",") + "}"
    }
}
