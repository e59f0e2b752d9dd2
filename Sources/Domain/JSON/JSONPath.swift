/// Where in a JSON value another one is: `order.lines.0.sku`, or `$.order.lines[0]['sku']`.
public struct JSONPath: Hashable, Sendable, LosslessStringConvertible {
    /// One step down.
    enum Step: Hashable {
        /// Into an object by this name; into an array when the name is an index.
        case member(name: [UInt8], index: Int?)

        /// Into an array.
        case element(Int)
    }

    /// The path as it was written.
    public let description: String

    let steps: [Step]

    /// Reads a path; nil when it is not one.
    ///
    /// Steps are separated by dots; a leading `$` stands for the whole value and may stand alone. `[0]` is an
    /// element, `['a.b']` a member whose name holds anything but quotes. A number between dots is both: an element of
    /// an array, a member of an object.
    public init?(_ text: String) {
        var parser = JSONPathParser(text)
        guard let steps = parser.steps() else { return nil }
        description = text
        self.steps = steps
    }

    /// Whether two paths lead to the same place, however they are written.
    public static func == (left: JSONPath, right: JSONPath) -> Bool {
        left.steps == right.steps
    }

    /// Hashes the place.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(steps)
    }
}
