/// Lengths of time as people write them: `500ms`, `30s`, `5m`, `2h`, `7d`, `1m30s`, or a number of seconds.
public enum DurationText {
    private static let units: [(name: String, milliseconds: Int64)] = [
        ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1),
    ]

    /// The length of time that a text stands for.
    public static func duration(_ text: String) -> Duration? {
        if let seconds = number(text[...]) { return milliseconds(seconds, times: 1_000).map { .milliseconds($0) } }
        var total: Int64 = 0
        var rest = text[...]
        var smallest = Int64.max
        while !rest.isEmpty {
            let digits = rest.prefix { ("0"..."9").contains($0) }
            rest = rest[digits.endIndex...]
            let letters = rest.prefix { $0.isLetter }
            rest = rest[letters.endIndex...]
            guard let count = number(digits), let unit = units.first(where: { $0.name == letters }),
                unit.milliseconds < smallest, let part = milliseconds(count, times: unit.milliseconds)
            else { return nil }
            smallest = unit.milliseconds
            let (sum, overflows) = total.addingReportingOverflow(part)
            if overflows { return nil }
            total = sum
        }
        return text.isEmpty ? nil : .milliseconds(total)
    }

    /// The shortest text for a length of time, in one unit.
    public static func text(for duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        let (scaled, overflows) = seconds.multipliedReportingOverflow(by: 1_000)
        guard !overflows else { return "\(seconds)s" }
        let milliseconds = scaled + attoseconds / 1_000_000_000_000_000
        if milliseconds == 0 { return "0s" }
        let unit = units.first { milliseconds % $0.milliseconds == 0 } ?? units[units.count - 1]
        return "\(milliseconds / unit.milliseconds)\(unit.name)"
    }

    private static func number(_ text: Substring) -> Int64? {
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Int64(text)
    }

    private static func milliseconds(_ count: Int64, times unit: Int64) -> Int64? {
        let (product, overflows) = count.multipliedReportingOverflow(by: unit)
        return overflows ? nil : product
    }
}
