public import Domain

/// One page of a list.
public struct Page<Item: Sendable>: Sendable {
    /// The rows, in the list's order.
    public let items: [Item]
    /// Whether there are rows after the page.
    public let hasNext: Bool
    /// Whether there are rows before the page.
    public let hasPrevious: Bool
    /// The cursor of the page after this one: its last row. Nil for an empty page.
    public let nextCursor: ULID?
    /// The cursor of the page before this one: its first row. Nil for an empty page.
    public let previousCursor: ULID?

    /// Makes a page of the rows that were read for a request: one more than its size when there are more.
    init(_ request: PageRequest, rows: [Item], id: (Item) -> ULID) {
        let hasMore = rows.count > request.size
        let kept = hasMore ? Array(rows.prefix(request.size)) : rows
        let cameFromSomewhere = request.cursor != nil
        switch request.direction {
        case .next:
            items = kept
            hasNext = hasMore
            hasPrevious = cameFromSomewhere
        case .previous:
            items = kept.reversed()
            hasNext = cameFromSomewhere
            hasPrevious = hasMore
        }
        nextCursor = items.last.map(id)
        previousCursor = items.first.map(id)
    }

    private init(items: [Item], like hasNext: Bool, _ hasPrevious: Bool, _ nextCursor: ULID?, _ previousCursor: ULID?) {
        self.items = items
        self.hasNext = hasNext
        self.hasPrevious = hasPrevious
        self.nextCursor = nextCursor
        self.previousCursor = previousCursor
    }

    /// The same page with other items.
    public func map<Other: Sendable>(_ transform: (Item) throws -> Other) rethrows -> Page<Other> {
        Page<Other>(items: try items.map(transform), like: hasNext, hasPrevious, nextCursor, previousCursor)
    }
}
