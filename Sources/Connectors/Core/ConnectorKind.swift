/// The word that names a kind of broker in `connectors.yaml`, in the API, in positions and in metrics.
public struct ConnectorKind: RawRepresentable, Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
    /// The word, in snake case.
    public let rawValue: String

    /// Makes a kind from its word.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// Makes a kind from a literal.
    public init(stringLiteral value: String) { rawValue = value }

    /// The word.
    public var description: String { rawValue }
}
