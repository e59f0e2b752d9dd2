public import Domain

/// A stretch of what a broker has kept.
public struct HistoryRange: Hashable, Sendable {
    /// Where it begins; what it names is read.
    public let from: HistoryBound
    /// Where it ends; what it names is not read any more.
    public let to: HistoryBound

    /// Describes a range.
    public init(from: HistoryBound, to: HistoryBound = .latest) {
        self.from = from
        self.to = to
    }

    /// Reads a range as a person wrote it.
    ///
    /// - Throws: ``HistoryRangeProblem``, which says what is wrong with which of the two.
    public init(from: String, to: String?, now: Timestamp = .now()) throws(HistoryRangeProblem) {
        guard let first = HistoryBound(from, now: now) else {
            throw HistoryRangeProblem(.from, "`\(from.prefix(100))` is no place in a topic: give \(HistoryBound.forms)")
        }
        guard first != .latest else {
            throw HistoryRangeProblem(.from, "with `latest` there is nothing to read: give \(HistoryBound.forms)")
        }
        guard let to else {
            self.init(from: first)
            return
        }
        guard let last = HistoryBound(to, now: now) else {
            throw HistoryRangeProblem(.to, "`\(to.prefix(100))` is no place in a topic: give \(HistoryBound.forms)")
        }
        guard last != .earliest else {
            throw HistoryRangeProblem(.to, "with `earliest` there is nothing to read: give \(HistoryBound.forms)")
        }
        switch (first, last) {
        case (.time(let first), .time(let last)) where first >= last:
            throw HistoryRangeProblem(.to, "\(last.iso8601) is not after `from`, which is \(first.iso8601)")
        case (.offset(let first), .offset(let last)) where first >= last:
            throw HistoryRangeProblem(.to, "\(last) is not after `from`, which is \(first)")
        default:
            self.init(from: first, to: last)
        }
    }
}

/// What is wrong with a range, in words for the person who wrote it.
public struct HistoryRangeProblem: Error, Hashable, Sendable {
    /// One of the two ends.
    public enum Field: String, Hashable, Sendable {
        /// The beginning.
        case from
        /// The end.
        case to
    }

    /// Which end it is about.
    public let field: Field
    /// What is wrong and what is allowed.
    public let message: String

    init(_ field: Field, _ message: String) {
        self.field = field
        self.message = message
    }
}
