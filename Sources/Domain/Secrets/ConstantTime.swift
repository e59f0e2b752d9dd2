/// Comparisons whose duration does not tell where two values differ.
public enum ConstantTime {
    /// Whether the bytes are the same; only a difference in length is found sooner.
    public static func equal(_ left: some Collection<UInt8>, _ right: some Collection<UInt8>) -> Bool {
        guard left.count == right.count else { return false }
        var difference: UInt8 = 0
        for (one, other) in zip(left, right) {
            difference |= one ^ other
        }
        return difference == 0
    }

    /// Whether the texts are the same byte for byte; only a difference in length is found sooner.
    public static func equal(_ left: String, _ right: String) -> Bool {
        equal(left.utf8, right.utf8)
    }
}
