internal import CPQ

/// A copy of what it takes to ask the server to cancel a connection's statement.
///
/// Unchecked: `PQcancel` is the one call of libpq that is made for any thread, and signal handlers besides.
final class CancelHandle: @unchecked Sendable {
    private let raw: OpaquePointer

    init?(_ raw: OpaquePointer?) {
        guard let raw else { return nil }
        self.raw = raw
    }

    deinit { PQfreeCancel(raw) }

    /// Connects to the server and asks. Blocks.
    func send() {
        var message = [CChar](repeating: 0, count: 256)
        // Whether it was too late or the server is gone: nothing depends on it.
        _ = PQcancel(raw, &message, Int32(message.count))
    }
}
