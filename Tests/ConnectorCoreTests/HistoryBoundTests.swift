import ConnectorCore
import Domain
import Testing

@Suite("Places in a topic")
struct HistoryBoundTests {
    private static let now = Timestamp(seconds: 1_790_000_000)

    @Test(
        "are words, times, lengths of time before now, offsets, and offsets of partitions",
        arguments: [
            ("earliest", HistoryBound.earliest),
            ("latest", .latest),
            ("2026-08-01T12:00:00Z", .time(Timestamp(seconds: 1_785_585_600))),
            ("2026-08-01T14:00:00+02:00", .time(Timestamp(seconds: 1_785_585_600))),
            ("-2h", .time(Timestamp(seconds: 1_790_000_000 - 7_200))),
            ("-1d12h", .time(Timestamp(seconds: 1_790_000_000 - 129_600))),
            ("-5", .time(Timestamp(seconds: 1_789_999_995))),
            ("0", .offset(0)),
            ("1200", .offset(1_200)),
            ("0:5", .offsets([.init(partition: 0, offset: 5)])),
            ("0:5,3:800", .offsets([.init(partition: 0, offset: 5), .init(partition: 3, offset: 800)])),
            (
                "a.b/0:5,c/0:6",
                .offsets([.init(topic: "a.b", partition: 0, offset: 5), .init(topic: "c", partition: 0, offset: 6)])
            ),
        ]
    )
    func forms(text: String, bound: HistoryBound) throws {
        let read = try #require(HistoryBound(text, now: Self.now))
        #expect(read == bound)
        // What is stored is read again, later, as the same place.
        #expect(HistoryBound(read.description, now: .now()) == bound)
    }

    @Test(
        "in any other form are refused",
        arguments: [
            "", " ", "-", "+5", "1 200", "2h", "-2y", "yesterday", "Earliest", "1:", ":1", "1:2:3", "1:2,", ",", "a/:1",
            "/1:2", "x:1", "1:-2", "1:2,1:3", "99999999999999999999", "3000000000:1", "2026-13-01", "1.5",
        ]
    )
    func refused(text: String) {
        #expect(HistoryBound(text, now: Self.now) == nil)
    }

    @Test("of which none come after each other make no range; the error names the end and what is allowed")
    func ranges() throws {
        func problem(_ from: String, _ to: String?) -> HistoryRangeProblem? {
            do throws(HistoryRangeProblem) {
                _ = try HistoryRange(from: from, to: to, now: Self.now)
                return nil
            } catch {
                return error
            }
        }
        #expect(problem("earliest", nil) == nil)
        #expect(problem("5", "6") == nil)
        #expect(problem("0:9", "3") == nil)
        #expect(problem("latest", nil)?.field == .from)
        #expect(problem("foo", nil)?.field == .from)
        #expect(problem("foo", nil)?.message.contains("earliest or latest") == true)
        #expect(problem("earliest", "soon")?.field == .to)
        #expect(problem("0", "earliest")?.field == .to)
        #expect(problem("6", "6")?.field == .to)
        #expect(problem("-1h", "-2h")?.field == .to)
    }
}
