public import Domain
internal import Specification

/// Where a stretch of what a broker has kept begins or ends.
public enum HistoryBound: Hashable, Sendable {
    /// The oldest message that is still there.
    case earliest
    /// The end as it is when reading begins.
    case latest
    /// The first message of that time or later.
    case time(Timestamp)
    /// The same offset in every partition.
    case offset(Int64)
    /// Offsets in some partitions.
    case offsets([Mark])

    /// An offset in one partition.
    public struct Mark: Hashable, Sendable {
        /// The topic; nil where there is only one.
        public let topic: String?
        /// The partition's number.
        public let partition: Int32
        /// The offset.
        public let offset: Int64

        /// Marks an offset.
        public init(topic: String? = nil, partition: Int32, offset: Int64) {
            self.topic = topic
            self.partition = partition
            self.offset = offset
        }
    }

    /// What may be written.
    public static let forms = """
        a time (2026-08-01T12:00:00Z), a length of time before now (-2h), an offset (1200), offsets of partitions \
        (0:1200,3:800, with several topics orders/0:1200), earliest or latest
        """

    /// Reads what a person wrote; a length of time becomes a time, so that it means the same later.
    ///
    /// - Returns: nil for what is none of the ``forms``.
    public init?(_ text: String, now: Timestamp = .now()) {
        switch text {
        case "earliest": self = .earliest
        case "latest": self = .latest
        default:
            if let offset = Self.offset(text[...]) {
                self = .offset(offset)
            } else if text.hasPrefix("-") {
                guard let duration = DurationText.duration(String(text.dropFirst())) else { return nil }
                self = .time(now.adding(.zero - duration))
            } else if let time = Timestamp(iso8601: text) {
                self = .time(time)
            } else if let marks = Self.marks(text) {
                self = .offsets(marks)
            } else {
                return nil
            }
        }
    }

    private static func marks(_ text: String) -> [Mark]? {
        var marks: [Mark] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let sides = part.split(separator: ":", omittingEmptySubsequences: false)
            guard sides.count == 2, let offset = offset(sides[1]) else { return nil }
            let slash = sides[0].lastIndex(of: "/")
            let number = slash.map { sides[0][sides[0].index(after: $0)...] } ?? sides[0]
            let topic = slash.map { String(sides[0][..<$0]) }
            guard let partition = Self.offset(number).flatMap(Int32.init(exactly:)), topic?.isEmpty != true else {
                return nil
            }
            let mark = Mark(topic: topic, partition: partition, offset: offset)
            guard !marks.contains(where: { $0.topic == topic && $0.partition == partition }) else { return nil }
            marks.append(mark)
        }
        return marks
    }

    /// Decimal digits alone: no sign, no white space.
    private static func offset(_ text: Substring) -> Int64? {
        text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ? Int64(text) : nil
    }
}

extension HistoryBound: CustomStringConvertible {
    /// The form that ``init(_:now:)`` reads.
    public var description: String {
        switch self {
        case .earliest: "earliest"
        case .latest: "latest"
        case .time(let time): time.iso8601
        case .offset(let offset): String(offset)
        case .offsets(let marks):
            marks.map { ($0.topic.map { "\($0)/" } ?? "") + "\($0.partition):\($0.offset)" }.joined(separator: ",")
        }
    }
}
