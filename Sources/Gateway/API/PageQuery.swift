internal import Domain
internal import Storage

extension QueryReader {
    /// Convoy's pagination: `perPage`, `sort`, `direction`, `next_page_cursor`, `prev_page_cursor`.
    func page() -> PageRequest {
        let size = integer("perPage", in: 1...PageRequest.maximumSize) ?? 20
        let isAscending = word("sort", of: ["ASC", "DESC"]) == "ASC"
        let isBackwards = word("direction", of: ["next", "prev"]) == "prev"
        let next = cursor("next_page_cursor")
        let previous = cursor("prev_page_cursor")
        // Older clients still send the number of the page beside the cursors.
        if let number = integer("page", in: 1...Int.max), number > 1 {
            issue("page", "is not supported: follow next_page_cursor.")
        }
        return PageRequest(
            size: size,
            order: isAscending ? .ascending : .descending,
            direction: isBackwards ? .previous : .next,
            cursor: isBackwards ? previous : next
        )
    }

    /// `startDate` and `endDate`, both inclusive as in Convoy; a day without a time ends with the day.
    func range() -> TimeRange {
        let start = time("startDate")
        var end = time("endDate")
        if let text = string("endDate") {
            end = end?.adding(text.utf8.count == 10 ? .seconds(86_400) : .microseconds(1))
        }
        if let start, let end, end <= start {
            issue("endDate", "must not be before startDate.")
        }
        return TimeRange(start: start, end: end)
    }

    /// A row's id; Convoy's marker of the first page is no row.
    private func cursor(_ name: String) -> ULID? {
        guard let text = string(name), text.uppercased() != "FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF" else { return nil }
        if let id = ULID(text) { return id }
        issue(name, "must be a cursor from an earlier page.")
        return nil
    }
}

extension JSONWriter {
    /// Writes `{"content":[…],"pagination":{…}}`.
    mutating func page<Item>(_ page: Page<Item>, of size: Int, item: (inout JSONWriter, Item) -> Void) {
        object { writer in
            writer.member("content") { writer in
                writer.array { writer in
                    for element in page.items {
                        item(&writer, element)
                    }
                }
            }
            writer.member("pagination") { writer in
                writer.object { writer in
                    writer.member("per_page", size)
                    writer.member("has_next_page", page.hasNext)
                    writer.member("has_prev_page", page.hasPrevious)
                    writer.member("prev_page_cursor", page.previousCursor?.description ?? "")
                    writer.member("next_page_cursor", page.nextCursor?.description ?? "")
                }
            }
        }
    }
}
