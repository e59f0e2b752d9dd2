/// Makes names that Prometheus accepts out of the labels that swift-metrics hands over.
enum MetricName {
    /// The metric name for a label: `kafka.lag` becomes `kafka_lag`, a counter ends in `_total`, a timer in `_seconds`.
    static func metric(_ label: String, suffix: String = "") -> String {
        let name = sanitized(label, allowsColon: true)
        return name.hasSuffix(suffix) ? name : name + suffix
    }

    /// The label name for a dimension.
    static func label(_ dimension: String) -> String {
        sanitized(dimension, allowsColon: false)
    }

    private static func sanitized(_ text: String, allowsColon: Bool) -> String {
        var bytes = text.utf8.map { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
                byte
            case UInt8(ascii: ":") where allowsColon:
                byte
            default:
                UInt8(ascii: "_")
            }
        }
        if let first = bytes.first, first >= UInt8(ascii: "0"), first <= UInt8(ascii: "9") {
            bytes.insert(UInt8(ascii: "_"), at: 0)
        }
        return bytes.isEmpty ? "_" : String(decoding: bytes, as: UTF8.self)
    }
}
