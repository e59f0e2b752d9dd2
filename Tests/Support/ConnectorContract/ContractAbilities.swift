public import ConnectorCore

/// What a kind of broker can do, as far as the cases depend on it; the rest they read from the connector's traits.
public struct ContractAbilities: Sendable {
    /// Messages have headers or attributes.
    public var hasHeaders = true

    /// Messages have a time.
    public var hasTimestamps = true

    /// The server asks for credentials, and `ContractReading.credentials` says which.
    public var hasCredentials = true

    /// The server can be restarted and keeps what it had.
    public var canRestart = true

    /// `ContractReading.credit` bounds how many messages are out.
    public var hasCredit = true

    /// A queue can be missing when a source opens, and be made later.
    public var canMissQueue = true

    /// How wrong credentials are shown.
    public var credentialsCode: ConnectorError.Code = .credentials

    /// How a missing queue is shown.
    public var missingCode: ConnectorError.Code = .missing

    /// How long the broker may take to deliver again what somebody left, with the settings that the broker type makes.
    public var redelivery: Duration = .seconds(30)

    /// How long a session is left alone with messages in flight: longer than any lease or time-out in its settings.
    public var absence: Duration = .seconds(5)

    /// How many messages the bulk cases move.
    public var bulk = 1_000

    /// Everything, in the usual times.
    public init() {}

    /// Everything, but for what `change` says.
    public init(_ change: (inout ContractAbilities) -> Void) { change(&self) }
}
