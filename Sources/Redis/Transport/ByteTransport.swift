internal import Reactor

/// Bytes to and from a server without ever blocking; confined to the connection that owns it.
///
/// Knows nothing of Redis' protocol. A transport that encrypts may have to read before it can write and the other way
/// round: `blocked` says what to wait for.
protocol ByteTransport: AnyObject {
    /// What the reactor watches.
    var descriptor: Int32 { get }

    /// Reads what is there, up to the size of the buffer.
    func receive(into buffer: UnsafeMutableRawBufferPointer) throws(RedisError) -> Transfer

    /// Writes as much as can be taken.
    func send(_ bytes: UnsafeRawBufferPointer) throws(RedisError) -> Transfer

    /// Ends the connection; calling it again does nothing.
    func close()
}

/// What one attempt to move bytes came to.
enum Transfer: Equatable {
    /// So many bytes were moved, at least one.
    case moved(Int)
    /// Nothing can be moved before the descriptor is ready for this.
    case blocked(Reactor.Interest)
    /// The other side has ended the connection.
    case ended
}
