/// Numbers as the exposition format writes them.
enum SampleValue {
    /// The shortest text that reads back as `value`; whole numbers without a fraction.
    static func text(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        // Doubles hold whole numbers exactly up to 2^53.
        if value == value.rounded(.towardZero), value.magnitude < 9_007_199_254_740_992 {
            return String(Int64(value))
        }
        return value.description
    }
}
