/// Which deliveries are out, and what the broker may be told about them.
///
/// Delivery tags grow by one on a channel, so a batch is a range of them. Acknowledging `multiple` covers everything below a tag:
/// it is used for the contiguous settled prefix only; what is settled beyond a gap is acknowledged tag by tag.
struct DeliveryLedger: Sendable {
    private enum Mark {
        /// Nobody has decided yet, or the decision waits for a pause.
        case open
        /// Kept, and the broker does not know yet.
        case accepted
        /// The broker has been told.
        case told
    }

    private struct Span {
        let first: UInt64
        var last: UInt64
        var mark: Mark
        let token: UInt64
    }

    /// In the order of their tags.
    private var spans: [Span] = []

    /// How many messages are accepted beyond a gap, and not yet acknowledged.
    private(set) var deferred = 0

    /// Whether the broker has been told about everything.
    var isEmpty: Bool { !spans.contains { $0.mark != .told } }

    /// Notes a batch; tags must be beyond all earlier ones.
    mutating func handedOut(_ tags: ClosedRange<UInt64>, token: UInt64) {
        spans.append(Span(first: tags.lowerBound, last: tags.upperBound, mark: .open, token: token))
    }

    /// How many messages of a batch are undecided; nil when it is not known, or has been decided.
    func count(of token: UInt64) -> Int? {
        openIndex(of: token).map { Int(spans[$0].last - spans[$0].first) + 1 }
    }

    /// Notes that a batch is kept; the broker learns it with ``acknowledgements(includingSingles:)``.
    mutating func accept(_ token: UInt64) {
        guard let index = openIndex(of: token) else { return }
        spans[index].mark = .accepted
        deferred += Int(spans[index].last - spans[index].first) + 1
    }

    /// What may be acknowledged now: the settled prefix at once, and if wanted also what is settled beyond a gap.
    mutating func acknowledgements(includingSingles: Bool) -> [BrokerCommand] {
        var commands: [BrokerCommand] = []
        if let tag = dropPrefix() { commands.append(.acknowledge(tag, multiple: true)) }
        guard includingSingles, deferred > 0 else { return commands }
        for index in spans.indices where spans[index].mark == .accepted {
            for tag in spans[index].first...spans[index].last { commands.append(.acknowledge(tag, multiple: false)) }
            spans[index].mark = .told
        }
        deferred = 0
        mergeTold()
        return commands
    }

    /// What gives a batch back: to the queue, or for good. Acknowledges before what must be by then.
    mutating func giveBack(_ token: UInt64, requeue: Bool) -> [BrokerCommand] {
        guard openIndex(of: token) != nil else { return [] }
        var commands = acknowledgements(includingSingles: false)
        // The prefix may have gone.
        guard let index = openIndex(of: token) else { return commands }
        let span = spans[index]
        if index == spans.startIndex, span.first < span.last {
            commands.append(.rejectAll(upTo: span.last, requeue: requeue))
        } else {
            for tag in span.first...span.last { commands.append(.reject(tag, requeue: requeue)) }
        }
        spans[index].mark = .told
        mergeTold()
        if spans.first?.mark == .told { spans.removeFirst() }
        return commands
    }

    // MARK: - Spans

    private func openIndex(of token: UInt64) -> Int? {
        // The newest batches are settled most often.
        spans.lastIndex { $0.token == token && $0.mark == .open }
    }

    /// Drops what is settled before the first gap; the highest tag that has to be acknowledged for it.
    private mutating func dropPrefix() -> UInt64? {
        var tag: UInt64?
        var count = 0
        for span in spans {
            if span.mark == .open { break }
            if span.mark == .accepted {
                tag = span.last
                deferred -= Int(span.last - span.first) + 1
            }
            count += 1
        }
        spans.removeFirst(count)
        return tag
    }

    /// Keeps the ledger as short as the number of undecided batches asks for.
    private mutating func mergeTold() {
        var merged: [Span] = []
        for span in spans {
            if span.mark == .told, merged.last?.mark == .told {
                merged[merged.count - 1].last = span.last
            } else {
                merged.append(span)
            }
        }
        spans = merged
    }
}
