import Domain
import Testing

@Suite("Timestamp")
struct TimestampTests {
    @Test(
        "reads and writes ISO 8601",
        arguments: [
            ("1969-12-31T23:59:59.999999Z", -1),
            ("1970-01-01T00:00:00.000Z", 0),
            ("2000-02-29T00:00:00.000Z", 951_782_400_000_000),
            ("0001-01-01T00:00:00.000Z", -62_135_596_800_000_000),
            ("9999-12-31T23:59:59.000Z", 253_402_300_799_000_000),
            ("1600-02-29T00:00:00.000Z", -11_670_998_400_000_000),
            ("2026-08-01T12:00:00.123Z", 1_785_585_600_123_000),
            ("2026-08-01T12:00:00.123004Z", 1_785_585_600_123_004),
        ] as [(String, Int64)]
    )
    func roundTrip(text: String, microseconds: Int64) {
        #expect(Timestamp(iso8601: text) == Timestamp(microseconds: microseconds))
        #expect(Timestamp(microseconds: microseconds).iso8601 == text)
    }

    @Test(
        "reads offsets, missing zones, dates alone and longer fractions",
        arguments: [
            ("2026-08-01T14:00:00+02:00", 1_785_585_600_000_000),
            ("2026-08-01T06:30:00-0530", 1_785_585_600_000_000),
            ("2026-08-01T12:00:00", 1_785_585_600_000_000),
            ("2026-08-01 12:00:00z", 1_785_585_600_000_000),
            ("2026-08-01t12:00Z", 1_785_585_600_000_000),
            ("2026-08-01", 1_785_542_400_000_000),
            ("2026-08-01T12:00:00.1234569Z", 1_785_585_600_123_456),
            ("2026-08-01T12:00:00,5Z", 1_785_585_600_500_000),
            ("2016-12-31T23:59:60Z", 1_483_228_800_000_000),
        ] as [(String, Int64)]
    )
    func lenientForms(text: String, microseconds: Int64) {
        #expect(Timestamp(iso8601: text) == Timestamp(microseconds: microseconds))
    }

    @Test(
        "refuses what is not a moment",
        arguments: [
            "", "now", "2026", "2026-8-1", "2026-02-29", "2026-13-01", "2026-00-10", "2026-04-31", "2026-08-01T",
            "2026-08-01T24:00:00Z", "2026-08-01T12:60:00Z", "2026-08-01T12:00:61Z", "2026-08-01T12:00:00.Z",
            "2026-08-01T12:00:00+2", "2026-08-01T12:00:00Zx", "+026-08-01", "2026-08-01T12:00:00 Z", "２０２６-08-01",
        ]
    )
    func refusals(text: String) {
        #expect(Timestamp(iso8601: text) == nil)
    }

    @Test("round-trips any microsecond of years 1 to 9999")
    func anyMoment() {
        var generator = SeededGenerator(seed: 1)
        for _ in 0..<20_000 {
            let time = Timestamp(
                microseconds: .random(in: -62_135_596_800_000_000...253_402_300_799_999_999, using: &generator)
            )
            #expect(Timestamp(iso8601: time.iso8601) == time)
        }
    }

    @Test("rounds milliseconds and seconds down, before 1970 too")
    func rounding() {
        #expect(Timestamp(microseconds: -1).milliseconds == -1)
        #expect(Timestamp(microseconds: 1_999).milliseconds == 1)
        #expect(Timestamp(microseconds: -1_000_001).seconds == -2)
    }

    @Test("stays in range instead of trapping")
    func saturation() {
        #expect(Timestamp(milliseconds: .max).microseconds == .max)
        #expect(Timestamp(seconds: .min).microseconds == .min)
        #expect(Timestamp(microseconds: .max).adding(.seconds(1)).microseconds == .max)
        #expect(Timestamp(microseconds: 0).adding(.seconds(Int64.max)).microseconds == .max)
        #expect(Timestamp(microseconds: .min).since(Timestamp(microseconds: .max)) == .microseconds(Int64.min))
        #expect(!Timestamp(microseconds: .max).iso8601.isEmpty)
        #expect(!Timestamp(microseconds: .min).iso8601.isEmpty)
    }

    @Test("adds and measures durations")
    func durations() {
        let time = Timestamp(seconds: 100)
        #expect(time.adding(.milliseconds(-1_500)).microseconds == 98_500_000)
        #expect(time.since(Timestamp(seconds: 40)) == .seconds(60))
        #expect(Duration.milliseconds(1_234).inMilliseconds == 1_234)
        #expect(Duration.milliseconds(-1_234).inMicroseconds == -1_234_000)
        #expect(Duration.milliseconds(1_500).inSeconds == 1.5)
    }

    @Test("the clock advances and is of this century")
    func clock() {
        let first = Timestamp.now()
        let second = Timestamp.now()
        #expect(first <= second)
        #expect(first.iso8601.hasPrefix("20"))
    }
}
