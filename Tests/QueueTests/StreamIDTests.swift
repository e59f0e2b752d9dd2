internal import Testing

@testable internal import Queue

@Suite("Stream ids")
struct StreamIDTests {
    @Test("are read and written", arguments: ["0-0", "1785585600123-4", "18446744073709551615-18446744073709551615"])
    func text(_ text: String) {
        #expect(StreamID(text)?.description == text)
    }

    @Test(
        "of another form are refused",
        arguments: ["", "-", "1", "1-", "-1", "1-2-3", "a-1", "1--1", "18446744073709551616-0"]
    )
    func invalid(_ text: String) {
        #expect(StreamID(text) == nil)
    }

    @Test("are ordered by time and then by number")
    func order() {
        let ids = ["1-0", "1-1", "1-10", "2-0", "10-0"].compactMap { StreamID($0) }
        #expect(ids.count == 5)
        #expect(ids.shuffled().sorted() == ids)
    }

    @Test("know what comes right after them")
    func successor() {
        #expect(StreamID(milliseconds: 5, sequence: 7).successor == StreamID(milliseconds: 5, sequence: 8))
        #expect(StreamID(milliseconds: 5, sequence: .max).successor == StreamID(milliseconds: 6, sequence: 0))
    }
}
