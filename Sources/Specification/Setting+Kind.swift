extension Setting {
    /// What may stand as the value of a setting.
    public indirect enum Kind: Sendable {
        /// Text. A plain scalar stands for its characters: `0644` is the text `0644`.
        case string(TextRule = .text)
        /// Text that is masked wherever it is shown; `check` warns when it stands literally in a file.
        case secret
        /// A whole decimal number, not quoted.
        case integer(ClosedRange<Int>)
        /// `true` or `false`.
        case boolean
        /// A length of time: `500ms`, `30s`, `5m`, `2h`, `7d`, or a number of seconds.
        case duration(atLeast: Duration = .zero, atMost: Duration = .seconds(366 * 86_400))
        /// A number of bytes: `512`, `64KiB`, `1MiB`, `2GB`.
        case byteSize(ClosedRange<Int>)
        /// A URL with one of the schemes and a host.
        case url(schemes: [String])
        /// A point in time in ISO 8601: `2026-08-01T12:00:00Z`.
        case timestamp
        /// One of the given words.
        case enumeration([String])
        /// A list of values.
        case list(Kind, atLeast: Int = 0, atMost: Int = 10_000)
        /// Free keys, each with a value of the kind. Values under keys that sound like secrets are masked.
        case map(Kind)
        /// Named settings.
        case object(ObjectSpecification)
        /// One of several forms; the name of the form is for the reference page and for ``CheckedObject/form(_:)``.
        case oneOf([Form])
    }

    /// One of the forms that a value may have.
    public struct Form: Sendable {
        /// What the form is called.
        public let name: String

        /// What may stand there.
        public let kind: Kind

        /// Describes a form.
        public init(_ name: String, _ kind: Kind) {
            self.name = name
            self.kind = kind
        }
    }

    /// Which text is accepted.
    public enum TextRule: Hashable, Sendable {
        /// One to 4,096 characters.
        case text
        /// A name: 1 to 100 letters, digits, `.`, `_`, `-` and inner blanks.
        case name
        /// A name of an HTTP header.
        case headerName
        /// Any text, the empty one too, up to 64 KiB.
        case anything
    }
}

extension Setting.Kind {
    /// Whether a value of this kind must not be shown.
    public var isSecret: Bool {
        switch self {
        case .secret: true
        case .list(let kind, _, _), .map(let kind): kind.isSecret
        case .oneOf(let forms): forms.contains { $0.kind.isSecret }
        default: false
        }
    }
}
