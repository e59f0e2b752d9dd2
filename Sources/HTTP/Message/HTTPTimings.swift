/// How long a request took, by phase, in microseconds.
///
/// On a connection that was open already, the first three are nearly zero.
public struct HTTPTimings: Hashable, Sendable {
    /// From the call until a connection was free, and the transfer began.
    public var queued: Int

    /// Looking the name up.
    public var nameLookup: Int

    /// Connecting to the address.
    public var connect: Int

    /// The TLS handshake; 0 without TLS.
    public var tls: Int

    /// From the beginning of the transfer to the first byte of the answer; 0 when none came.
    public var firstByte: Int

    /// From the beginning of the transfer to its end.
    public var total: Int

    /// Makes timings; what is not given is 0.
    public init(
        queued: Int = 0,
        nameLookup: Int = 0,
        connect: Int = 0,
        tls: Int = 0,
        firstByte: Int = 0,
        total: Int = 0
    ) {
        self.queued = queued
        self.nameLookup = nameLookup
        self.connect = connect
        self.tls = tls
        self.firstByte = firstByte
        self.total = total
    }
}
