internal import Domain
internal import Testing

@testable internal import Storage

@Suite("Pages")
struct PageTests {
    /// The ids 0 to 9, read as the database reads them.
    private func page(_ request: PageRequest) -> Page<ULID> {
        let ids = (0..<10).map { ULID(high: 1, low: $0) }
        let read =
            request.isReadAscending
            ? ids.filter { $0 > request.start } : ids.filter { $0 < request.start }.reversed()
        return Page(request, rows: Array(read.prefix(request.size + 1)), id: \.self)
    }

    @Test("walking forward and back again meets the same pages", arguments: [PageRequest.Order.ascending, .descending])
    func walk(_ order: PageRequest.Order) {
        var forward: [[ULID]] = []
        var request = PageRequest(size: 4, order: order)
        while true {
            let page = page(request)
            forward.append(page.items)
            #expect(page.hasPrevious == (forward.count > 1))
            guard page.hasNext else { break }
            request = PageRequest(size: 4, order: order, cursor: page.nextCursor)
        }
        #expect(forward.map(\.count) == [4, 4, 2])
        #expect(forward.flatMap(\.self).map(\.low) == (order == .ascending ? Array(0..<10) : (0..<10).reversed()))

        var cursor = forward[2].first
        for expected in [forward[1], forward[0]] {
            let page = page(PageRequest(size: 4, order: order, direction: .previous, cursor: cursor))
            #expect(page.items == expected)
            #expect(page.hasNext)
            #expect(page.hasPrevious == (expected == forward[1]))
            cursor = page.previousCursor
        }
    }

    @Test("a size out of bounds is cut to them")
    func size() {
        #expect(PageRequest(size: 0).size == 1)
        #expect(PageRequest(size: 1_000_000).size == 1_000)
    }

    @Test("an empty page has no cursors")
    func empty() {
        let page = Page(PageRequest(), rows: [ULID](), id: \.self)
        #expect(page.nextCursor == nil)
        #expect(page.previousCursor == nil)
        #expect(!page.hasNext)
    }
}

@Suite("Time ranges")
struct TimeRangeTests {
    @Test("bounds within a millisecond lie before the next id")
    func bounds() {
        let range = TimeRange(start: Timestamp(microseconds: 1_000), end: Timestamp(microseconds: 2_001))
        #expect(range.lowestID.milliseconds == 1)
        #expect(range.firstIDAfter.milliseconds == 3)
        #expect(TimeRange().lowestID == ULID(high: 0, low: 0))
        #expect(TimeRange().upperBound > ULID(high: .max, low: .max).timestamp)
    }

    @Test("an intersection has the later start and the earlier end")
    func intersection() {
        let one = TimeRange(start: Timestamp(microseconds: 1), end: Timestamp(microseconds: 9))
        let other = TimeRange(start: Timestamp(microseconds: 3))
        #expect(
            one.intersection(other) == TimeRange(start: Timestamp(microseconds: 3), end: Timestamp(microseconds: 9))
        )
    }
}
