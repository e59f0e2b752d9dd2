/// Reads the forms of ISO 8601 that RFC 3339 allows, and the two without a zone that people write.
struct ISO8601Parser {
    private var rest: Bytes

    init(_ text: some Sequence<UInt8>) {
        rest = Bytes(text)
    }

    /// Microseconds since 1970, or nil when the text is not a moment.
    mutating func timestamp() -> Int64? {
        guard let year = number(digits: 4), skip("-"), let month = number(digits: 2), skip("-"),
            let day = number(digits: 2)
        else { return nil }
        let date = CivilDate(year: year, month: month, day: day)
        guard date.isValid else { return nil }
        let midnight = date.daysSince1970 * 86_400_000_000
        if rest.isEmpty { return midnight }
        guard skip("T") || skip("t") || skip(" "), let time = timeOfDay(), let offset = zone(), rest.isEmpty else {
            return nil
        }
        return midnight + time - offset
    }

    /// Microseconds since midnight. A leap second counts as the first of the next minute.
    private mutating func timeOfDay() -> Int64? {
        guard let hour = number(digits: 2), hour < 24, skip(":"), let minute = number(digits: 2), minute < 60 else {
            return nil
        }
        var second: Int64 = 0
        if skip(":") {
            guard let read = number(digits: 2), read <= 60 else { return nil }
            second = read
        }
        var fraction: Int64 = 0
        if skip(".") || skip(",") {
            guard let read = self.fraction() else { return nil }
            fraction = read
        }
        return (hour * 3_600 + minute * 60 + second) * 1_000_000 + fraction
    }

    /// Microseconds east of UTC.
    private mutating func zone() -> Int64? {
        if rest.isEmpty || skip("Z") || skip("z") { return 0 }
        let sign: Int64 = skip("+") ? 1 : -1
        guard sign == 1 || skip("-"), let hours = number(digits: 2), hours < 24 else { return nil }
        _ = skip(":")
        guard let minutes = number(digits: 2), minutes < 60 else { return nil }
        return sign * (hours * 3_600 + minutes * 60) * 1_000_000
    }

    private mutating func fraction() -> Int64? {
        var value: Int64 = 0
        var unit: Int64 = 100_000
        var hasDigits = false
        while let digit = rest.first?.decimalDigit {
            value += Int64(digit) * unit
            unit /= 10
            hasDigits = true
            rest.removeFirst()
        }
        return hasDigits ? value : nil
    }

    private mutating func number(digits: Int) -> Int64? {
        guard rest.count >= digits else { return nil }
        var value: Int64 = 0
        for byte in rest.prefix(digits) {
            guard let digit = byte.decimalDigit else { return nil }
            value = value * 10 + Int64(digit)
        }
        rest.removeFirst(digits)
        return value
    }

    private mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard rest.first == UInt8(ascii: character) else { return false }
        rest.removeFirst()
        return true
    }
}
