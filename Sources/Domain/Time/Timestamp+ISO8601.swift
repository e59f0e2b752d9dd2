extension Timestamp: CustomStringConvertible {
    /// The moment as `2026-08-01T12:00:00.123Z`; six decimals when the microseconds are not whole milliseconds.
    public var iso8601: String {
        let second = seconds
        let day = second.dividedRoundingDown(by: 86_400)
        let date = CivilDate(daysSince1970: day)
        let ofDay = second - day * 86_400
        let remainder = microseconds % 1_000_000
        let fraction = remainder < 0 ? remainder + 1_000_000 : remainder

        var text: [UInt8] = []
        text.reserveCapacity(27)
        if !(0...9_999).contains(date.year) {
            text.append(UInt8(ascii: date.year < 0 ? "-" : "+"))
        }
        text.append(abs(date.year), digits: date.year.magnitude > 9_999 ? 6 : 4)
        text.append(UInt8(ascii: "-"))
        text.append(date.month, digits: 2)
        text.append(UInt8(ascii: "-"))
        text.append(date.day, digits: 2)
        text.append(UInt8(ascii: "T"))
        text.append(ofDay / 3_600, digits: 2)
        text.append(UInt8(ascii: ":"))
        text.append(ofDay / 60 % 60, digits: 2)
        text.append(UInt8(ascii: ":"))
        text.append(ofDay % 60, digits: 2)
        text.append(UInt8(ascii: "."))
        if fraction % 1_000 == 0 {
            text.append(fraction / 1_000, digits: 3)
        } else {
            text.append(fraction, digits: 6)
        }
        text.append(UInt8(ascii: "Z"))
        return String(decoding: text, as: UTF8.self)
    }

    /// The same text as ``iso8601``.
    public var description: String { iso8601 }

    /// Reads `2026-08-01`, `2026-08-01T12:00:00`, with any fraction, with `Z` or an offset such as `+02:00`.
    ///
    /// A text without a zone is UTC, as Convoy's date filters are. Decimals beyond microseconds are dropped.
    public init?(iso8601 text: some StringProtocol) {
        var parser = ISO8601Parser(text.utf8)
        guard let microseconds = parser.timestamp() else { return nil }
        self.init(microseconds: microseconds)
    }
}

extension [UInt8] {
    /// Appends a number that is not negative in decimal, filled up with zeros to at least `digits`.
    fileprivate mutating func append(_ number: Int64, digits: Int) {
        let start = count
        var rest = number
        repeat {
            insert(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10), at: start)
            rest /= 10
        } while rest > 0 || count - start < digits
    }
}
