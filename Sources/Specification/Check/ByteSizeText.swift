/// Numbers of bytes as people write them: `512`, `64KiB`, `1MiB`, `2GB`.
public enum ByteSizeText {
    private static let units: [(name: String, bytes: Int)] = [
        ("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10), ("GB", 1_000_000_000), ("MB", 1_000_000), ("KB", 1_000),
        ("kB", 1_000), ("B", 1), ("", 1),
    ]

    /// The number of bytes that a text stands for.
    public static func bytes(_ text: String) -> Int? {
        let digits = text.prefix { ("0"..."9").contains($0) }
        var name = text[digits.endIndex...]
        if name.first == " " { name.removeFirst() }
        guard let count = Int(digits), let unit = units.first(where: { $0.name == name }) else { return nil }
        let (product, overflows) = count.multipliedReportingOverflow(by: unit.bytes)
        return overflows ? nil : product
    }

    /// The shortest exact text for a number of bytes, in a binary unit where that is possible.
    public static func text(for bytes: Int) -> String {
        guard bytes > 0, let unit = units.first(where: { $0.name.hasSuffix("iB") && bytes % $0.bytes == 0 }) else {
            return "\(bytes)B"
        }
        return "\(bytes / unit.bytes)\(unit.name)"
    }
}
