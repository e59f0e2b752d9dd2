import Domain
import Storage
import Testing

@testable import Gateway

@Suite("Queries", .timeLimit(.minutes(1)))
struct QueryReaderTests {
    @Test("reads Convoy's pagination")
    func page() throws {
        let cursor = ULID.random()
        let query = try QueryReader("perPage=50&sort=asc&direction=prev&prev_page_cursor=\(cursor)&next_page_cursor=")
        let page = query.page()
        try query.finish()
        #expect(page == PageRequest(size: 50, order: .ascending, direction: .previous, cursor: cursor))
    }

    @Test("takes the marker of the first page, and the page number that old clients send")
    func firstPage() throws {
        let query = try QueryReader("next_page_cursor=FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF&page=1")
        #expect(query.page() == PageRequest())
        try query.finish()
    }

    @Test(
        "refuses what it cannot use",
        arguments: [
            "perPage=0", "perPage=1001", "perPage=x", "sort=up", "next_page_cursor=5", "page=2", "endDate=soon",
        ]
    )
    func refusals(text: String) throws {
        let query = try QueryReader(text)
        _ = query.page()
        _ = query.range()
        let error = try #require(throws: APIError.self) { try query.finish() }
        #expect(error.issues.map(\.field) == [text.split(separator: "=").first.map(String.init)])
    }

    @Test("names a parameter that is not known, so that a misspelt filter never lists everything")
    func unknown() throws {
        let query = try QueryReader("endpointID=x")
        _ = query.ids("endpointId")
        let error = try #require(throws: APIError.self) { try query.finish() }
        #expect(error.issues.map(\.field) == ["endpointID"])
    }

    @Test("takes repeated names with and without brackets, decoded")
    func lists() throws {
        let query = try QueryReader("status[]=Success&status=Failure&status%5B%5D=a%20b+c")
        #expect(query.strings("status") == ["Success", "Failure", "a b c"])
        try query.finish()
    }

    @Test("includes the end of the range, a whole day when no time is given")
    func range() throws {
        let query = try QueryReader("startDate=2026-08-01T12:00:00&endDate=2026-08-02")
        let range = query.range()
        try query.finish()
        #expect(range.start == Timestamp(iso8601: "2026-08-01T12:00:00Z"))
        #expect(range.end == Timestamp(iso8601: "2026-08-03T00:00:00Z"))
    }

    @Test("refuses broken percent encoding", arguments: ["a=%", "a=%4", "a=%zz", "a=%ff"])
    func encoding(text: String) {
        #expect(throws: APIError.self) { try QueryReader(text) }
    }
}
