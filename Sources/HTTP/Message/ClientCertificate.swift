/// A certificate and its private key, to show to servers that ask who is calling.
public struct ClientCertificate: Hashable, Sendable {
    /// The certificate, with the chain above it if need be, in PEM form.
    public let certificate: [UInt8]

    /// The private key in PEM form, not encrypted.
    public let key: [UInt8]

    /// Joins a certificate and its key.
    public init(certificate: [UInt8], key: [UInt8]) {
        self.certificate = certificate
        self.key = key
    }
}

extension ClientCertificate: CustomStringConvertible, CustomReflectable {
    /// Shows nothing of the key.
    public var description: String { "client certificate" }

    /// Nothing.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
