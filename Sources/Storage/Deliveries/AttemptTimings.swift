/// How long the phases of one request took, in microseconds since its start; nil for a phase that was not reached.
public struct AttemptTimings: Sendable, Equatable {
    /// Until the name was resolved.
    public var nameLookup: Int?
    /// Until the connection stood.
    public var connect: Int?
    /// Until the TLS handshake was done.
    public var tls: Int?
    /// Until the first byte of the answer.
    public var firstByte: Int?
    /// Until the end, good or bad.
    public var total: Int

    /// Makes timings.
    public init(nameLookup: Int? = nil, connect: Int? = nil, tls: Int? = nil, firstByte: Int? = nil, total: Int) {
        self.nameLookup = nameLookup
        self.connect = connect
        self.tls = tls
        self.firstByte = firstByte
        self.total = total
    }
}
