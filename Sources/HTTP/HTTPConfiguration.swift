public import Domain

/// What an ``HTTPClient`` keeps to, for all its requests.
public struct HTTPConfiguration: Sendable {
    /// Which addresses may be connected to.
    public var addressPolicy: AddressPolicy

    /// How many requests run at once to one origin (scheme, host and port); with HTTP/1.1 each has a connection.
    public var maximumRequestsPerOrigin: Int

    /// How many requests run at once in all.
    public var maximumRequests: Int

    /// How many requests may wait for their turn; further ones fail at once.
    public var maximumQueued: Int

    /// How long an unused connection is kept.
    public var idleConnectionLifetime: Duration

    /// A file of trusted certificate authorities in PEM form, instead of the system's.
    public var certificateAuthorityFile: String?

    /// Names that are not looked up, as libcurl's `name:port:address,address`; for tests.
    package var fixedAddresses: [String] = []

    /// Makes a configuration; the defaults are those of production.
    public init(
        addressPolicy: AddressPolicy = AddressPolicy(),
        maximumRequestsPerOrigin: Int = 64,
        maximumRequests: Int = 1_024,
        maximumQueued: Int = 100_000,
        idleConnectionLifetime: Duration = .seconds(60),
        certificateAuthorityFile: String? = nil
    ) {
        self.addressPolicy = addressPolicy
        self.maximumRequestsPerOrigin = maximumRequestsPerOrigin
        self.maximumRequests = maximumRequests
        self.maximumQueued = maximumQueued
        self.idleConnectionLifetime = idleConnectionLifetime
        self.certificateAuthorityFile = certificateAuthorityFile
    }
}
