public import Domain

/// Which part of a list is wanted.
public struct PageRequest: Sendable, Equatable {
    /// The order of the list.
    public enum Order: Sendable {
        /// Oldest first.
        case ascending
        /// Newest first.
        case descending
    }

    /// On which side of the cursor the page lies.
    public enum Direction: Sendable {
        /// After the cursor, in the list's order.
        case next
        /// Before the cursor, in the list's order.
        case previous
    }

    /// The most rows that one page has.
    public static let maximumSize = 1_000

    /// How many rows, between 1 and ``maximumSize``.
    public let size: Int
    /// The order of the list.
    public let order: Order
    /// On which side of the cursor the page lies.
    public let direction: Direction
    /// The row next to the page, not part of it; nil: from the list's beginning.
    public let cursor: ULID?

    /// Asks for a page; a size out of bounds is cut to them.
    public init(
        size: Int = 20,
        order: Order = .descending,
        direction: Direction = .next,
        cursor: ULID? = nil
    ) {
        self.size = min(max(size, 1), Self.maximumSize)
        self.order = order
        self.direction = cursor == nil ? .next : direction
        self.cursor = cursor
    }

    /// Whether the rows are read by rising ids; a page before the cursor is read away from it and turned around.
    var isReadAscending: Bool { (order == .ascending) == (direction == .next) }

    /// The id that is passed over: everything read lies strictly beyond it.
    var start: ULID {
        cursor ?? (isReadAscending ? ULID(high: 0, low: 0) : ULID(high: .max, low: .max))
    }
}
