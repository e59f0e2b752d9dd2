public import Domain

/// What a project's deliveries are made with.
public struct ProjectConfiguration: Sendable, Equatable {
    /// The header that carries the configured signature, beside the Standard Webhooks headers.
    public var signatureHeader: String
    /// How that signature is computed, oldest version first.
    public var signatureVersions: [ConvoySignature.Version]
    /// When a failed delivery is tried again, unless the subscription says otherwise.
    public var retryPolicy: RetryPolicy
    /// The longest data of an event, in bytes.
    public var maximumPayloadBytes: Int

    /// Makes a configuration; the defaults are those of a new project, whose deliveries are tried for about a day.
    public init(
        signatureHeader: String = "X-Convoy-Signature",
        signatureVersions: [ConvoySignature.Version] = [.init(hash: .sha256, encoding: .hex)],
        retryPolicy: RetryPolicy = RetryPolicy(
            strategy: .exponential(base: .seconds(10), maximum: .seconds(7200)),
            attempts: 20
        ),
        maximumPayloadBytes: Int = 1 << 20
    ) {
        self.signatureHeader = signatureHeader
        self.signatureVersions = signatureVersions
        self.retryPolicy = retryPolicy
        self.maximumPayloadBytes = maximumPayloadBytes
    }
}
