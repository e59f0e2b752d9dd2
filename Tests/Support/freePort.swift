internal import Glibc
internal import Synchronization

/// Ports that were given out: nobody listens on them yet, and others are not to get them.
private let given = Mutex<Set<Int>>([])

/// A port of the loopback that nobody listens on at the moment.
///
/// Below those that the kernel gives to outgoing connections: a client that knocks while its server is down would sooner or later be
/// given the server's own port, be connected with itself, and keep the server from coming back.
public func freePort() throws -> Int {
    for _ in 0..<200 {
        let port = Int.random(in: 10_000...31_999)
        guard given.withLock({ $0.insert(port).inserted }), isFree(port) else { continue }
        return port
    }
    throw TestFailure("no free port")
}

private func isFree(_ port: Int) -> Bool {
    withLoopback(port) { bind($0, $1, $2) == 0 }
}

/// Whether something accepts connections on a port of the loopback.
public func isListening(_ port: Int) -> Bool {
    withLoopback(port) { connect($0, $1, $2) == 0 }
}

/// Lends a new socket and the address of a port.
private func withLoopback(_ port: Int, _ body: (Int32, UnsafePointer<sockaddr>, socklen_t) -> Bool) -> Bool {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = in_addr_t(0x7f00_0001).bigEndian
    return withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            body(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
    }
}
