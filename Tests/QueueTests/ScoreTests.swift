internal import Domain
internal import Testing

@testable internal import Queue

@Suite("Times as scores")
struct ScoreTests {
    @Test(
        "round so that nothing is due too early",
        arguments: [(0, 0, 0), (1, 0, 1), (999, 0, 1), (1_000, 1, 1), (1_001, 1, 2), (-1, -1, 0), (-1_000, -1, -1)]
    )
    func rounding(microseconds: Int64, floor: Int64, ceiling: Int64) {
        let time = Timestamp(microseconds: microseconds)
        #expect(time.floorMilliseconds == floor)
        #expect(time.ceilingMilliseconds == ceiling)
    }

    @Test(
        "durations become whole milliseconds",
        arguments: [
            (Duration.zero, Int64(0)), (.microseconds(1_999), 1), (.seconds(2), 2_000), (.seconds(-2), 0),
            (.seconds(Int64.max), Int64.max / 2_000 * 1_000),
        ]
    )
    func durations(duration: Duration, milliseconds: Int64) {
        #expect(duration.wholeMilliseconds == milliseconds)
    }
}
