internal import Domain

/// A moment as Signature Version 4 writes it.
struct SigningTime: Sendable {
    /// `20150830T123600Z`
    let text: String

    /// `20150830`
    var day: Substring { text.prefix(8) }

    init(_ time: Timestamp) {
        // 2015-08-30T12:36:00.000Z without its fraction and its separators.
        let digits = time.iso8601.prefix(19).filter { $0 != "-" && $0 != ":" }
        text = digits + "Z"
    }
}

extension Timestamp {
    /// Reads an HTTP date: `Sun, 22 Nov 2026 04:30:03 GMT`.
    init?(httpDate text: String) {
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let parts = text.split(separator: " ")
        guard parts.count == 6, let month = months.firstIndex(of: String(parts[2])), parts[1].count <= 2 else {
            return nil
        }
        let day = parts[1].count == 1 ? "0\(parts[1])" : String(parts[1])
        let number = month + 1 < 10 ? "0\(month + 1)" : "\(month + 1)"
        self.init(iso8601: "\(parts[3])-\(number)-\(day)T\(parts[4])Z")
    }
}
