internal import CCurl
internal import Glibc
internal import Reactor

/// What libcurl tells about sockets and time while it works.
///
/// libcurl must not be called from inside its callbacks, so nothing here does: sockets are handed to the reactor, all else
/// is noted down for the engine, which acts when the call has returned. Confined to the reactor's thread.
final class CurlCallbacks {
    /// What one of libcurl's sockets is watched for.
    private struct Socket {
        /// What libcurl wants to hear of.
        var wanted: Reactor.Interest
        /// What the reactor reports. It may be more than is wanted: a connection that goes idle and comes back a
        /// moment later costs no system call that way.
        var watched: Reactor.Interest
    }

    /// When libcurl wants to be called.
    enum Timer {
        case none
        case now
        case at(ContinuousClock.Instant)
    }

    private let reactor: Reactor
    private var sockets: [Int32: Socket] = [:]

    /// Called on the reactor's thread when a socket is ready.
    var onReady: (@Sendable (Int32, Reactor.Interest) -> Void)?

    /// When libcurl wants to be called next.
    var timer: Timer = .none

    /// Transfers that were led to a forbidden address, to be ended by the engine.
    var refused: [UInt64] = []

    init(reactor: Reactor) {
        self.reactor = reactor
    }

    /// Finds the object behind libcurl's context pointer, which owns nothing: the engine keeps the object.
    static func recover(_ context: UnsafeMutableRawPointer) -> CurlCallbacks {
        Unmanaged<CurlCallbacks>.fromOpaque(context).takeUnretainedValue()
    }

    // MARK: - From libcurl

    func socketChanged(_ descriptor: Int32, _ what: Int32) {
        let wanted: Reactor.Interest =
            switch what {
            case CURL_POLL_IN: .read
            case CURL_POLL_OUT: .write
            case CURL_POLL_INOUT: [.read, .write]
            default: []
            }
        let watched = sockets[descriptor]?.watched ?? []
        sockets[descriptor] = Socket(wanted: wanted, watched: wanted.isEmpty ? watched : wanted)
        if !wanted.isEmpty, wanted != watched { watch(descriptor, wanted) }
    }

    func timerChanged(_ milliseconds: Int) {
        timer =
            switch milliseconds {
            case ..<0: .none
            case 0: .now
            default: .at(.now + .milliseconds(milliseconds))
            }
    }

    /// libcurl is done with a socket. The reactor forgets it before its number can be used again.
    func close(_ descriptor: Int32) -> Int32 {
        sockets[descriptor] = nil
        reactor.forget(descriptor)
        return Glibc.close(descriptor)
    }

    // MARK: - From the reactor

    /// Turns a report of the reactor into libcurl's mask; nil when libcurl does not want to hear of it.
    func mask(for descriptor: Int32, _ interest: Reactor.Interest) -> Int32? {
        guard var socket = sockets[descriptor] else { return nil }
        let ready = socket.wanted.intersection(interest)
        guard !ready.isEmpty else {
            // An idle connection that the server has closed, most likely: libcurl finds out when it wants to use it.
            socket.watched = []
            sockets[descriptor] = socket
            reactor.unwatch(descriptor)
            return nil
        }
        var mask: Int32 = 0
        if ready.contains(.read) { mask |= CURL_CSELECT_IN }
        if ready.contains(.write) { mask |= CURL_CSELECT_OUT }
        return mask
    }

    /// The sockets that libcurl waits to read from.
    var reading: [Int32] { sockets.filter { $0.value.wanted.contains(.read) }.map(\.key) }

    private func watch(_ descriptor: Int32, _ interest: Reactor.Interest) {
        guard let onReady else { return }
        reactor.watch(descriptor, interest) { onReady(descriptor, $0) }
    }
}
