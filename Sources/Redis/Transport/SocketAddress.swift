internal import Glibc

/// An address to connect to, as the system's calls want it.
struct SocketAddress: Sendable {
    let family: Int32
    /// A `sockaddr` of the family.
    let bytes: [UInt8]

    /// Makes the address of a Unix socket.
    init(unixPath path: String) throws(RedisError) {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let isTooLong = withUnsafeMutableBytes(of: &address.sun_path) { target in
            // One byte stays for the zero at the end.
            guard path.utf8.count < target.count else { return true }
            target.copyBytes(from: path.utf8)
            return false
        }
        guard !isTooLong else { throw RedisError(.invalidURL, "the path of the Unix socket is too long: \(path)") }
        family = AF_UNIX
        bytes = withUnsafeBytes(of: &address) { [UInt8]($0) }
    }

    private init(family: Int32, bytes: [UInt8]) {
        self.family = family
        self.bytes = bytes
    }

    /// Asks the resolver, which blocks: not to be called on the cooperative pool or on a reactor.
    static func lookUp(host: String, port: Int) throws(RedisError) -> [SocketAddress] {
        let (addresses, status) = ask(host, port, flags: 0)
        guard status == 0 else {
            throw RedisError(.unavailable, "cannot resolve \(host): \(String(cString: gai_strerror(status)))")
        }
        return addresses
    }

    /// Reads a numeric address, which asks nobody and never blocks; empty for a name.
    static func numeric(host: String, port: Int) -> [SocketAddress] {
        ask(host, port, flags: AI_NUMERICHOST).addresses
    }

    private static func ask(_ host: String, _ port: Int, flags: Int32) -> (addresses: [SocketAddress], status: Int32) {
        var hints = addrinfo()
        hints.ai_family = AF_UNSPEC
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = flags
        var list: UnsafeMutablePointer<addrinfo>?
        let status = getaddrinfo(host, String(port), &hints, &list)
        guard status == 0 else { return ([], status) }
        defer { freeaddrinfo(list) }
        var addresses: [SocketAddress] = []
        var next = list
        while let entry = next {
            let raw = UnsafeRawBufferPointer(start: entry.pointee.ai_addr, count: Int(entry.pointee.ai_addrlen))
            addresses.append(SocketAddress(family: entry.pointee.ai_family, bytes: [UInt8](raw)))
            next = entry.pointee.ai_next
        }
        return (addresses, 0)
    }

    /// Lends the address to a system call.
    func withPointer<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
        bytes.withUnsafeBytes { raw in
            // The copy is aligned as the structure demands, which an array of bytes need not be.
            var storage = sockaddr_storage()
            return withUnsafeMutableBytes(of: &storage) { target in
                target.copyMemory(from: UnsafeRawBufferPointer(rebasing: raw.prefix(target.count)))
                return target.withMemoryRebound(to: sockaddr.self) { buffer in
                    guard let address = buffer.baseAddress else { preconditionFailure("the storage is never empty") }
                    return body(address, socklen_t(raw.count))
                }
            }
        }
    }
}
