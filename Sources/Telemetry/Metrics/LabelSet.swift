/// The labels of one series, sorted by name and rendered once, so that equal sets are equal and a scrape only copies.
struct LabelSet: Hashable, Comparable, Sendable {
    /// `name="value",…` without braces; empty for a series without labels.
    let text: String

    init(_ dimensions: [(String, String)]) {
        guard !dimensions.isEmpty else {
            text = ""
            return
        }
        // Last wins, as for a dictionary: a label may stand only once in a series.
        var values: [String: String] = [:]
        for (name, value) in dimensions {
            values[MetricName.label(name)] = value
        }
        text = values.sorted { $0.key < $1.key }
            .map { "\($0.key)=\"\(Self.escaped($0.value))\"" }
            .joined(separator: ",")
    }

    static func < (left: Self, right: Self) -> Bool {
        left.text < right.text
    }

    /// `{…}`, with `le` appended for the bucket of a histogram.
    func rendered(bucket: String? = nil) -> String {
        switch (text.isEmpty, bucket) {
        case (true, nil): ""
        case (false, nil): "{\(text)}"
        case (true, let bound?): "{le=\"\(bound)\"}"
        case (false, let bound?): "{\(text),le=\"\(bound)\"}"
        }
    }

    private static func escaped(_ value: String) -> String {
        guard
            value.utf8.contains(where: {
                $0 == UInt8(ascii: "\\") || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\n")
            })
        else { return value }
        var result = ""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\\": result += "\\\\"
            case "\"": result += "\\\""
            case "\n": result += "\\n"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
