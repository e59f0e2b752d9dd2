public import Domain

/// A value that passed its check.
public indirect enum CheckedValue: Hashable, Sendable {
    /// Text, a word of an enumeration, or a URL.
    case string(String)
    /// Text that must not be shown.
    case secret(String)
    /// A whole number.
    case integer(Int)
    /// A truth value.
    case boolean(Bool)
    /// A length of time.
    case duration(Duration)
    /// A number of bytes.
    case byteSize(Int)
    /// A point in time.
    case timestamp(Timestamp)
    /// Several values, in order.
    case list([CheckedValue])
    /// Values under free keys, in the order of the document.
    case map([CheckedEntry])
    /// Named settings.
    case object(CheckedObject)
}

/// A key and its value.
public struct CheckedEntry: Hashable, Sendable {
    /// The key.
    public let name: String

    /// The value.
    public let value: CheckedValue

    /// Makes an entry.
    public init(_ name: String, _ value: CheckedValue) {
        self.name = name
        self.value = value
    }
}
