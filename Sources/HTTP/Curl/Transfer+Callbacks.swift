internal import CCurl
internal import Domain
internal import Glibc

/// What libcurl calls while it carries the request; nothing here calls libcurl.
extension Transfer {
    func receivedBody(_ bytes: UnsafeMutablePointer<CChar>?, _ count: Int) -> Int {
        let isWelcome = received.appendBody(UnsafeRawBufferPointer(start: bytes, count: count))
        return isWelcome ? count : 0
    }

    func receivedHeaderLine(_ bytes: UnsafeMutablePointer<CChar>?, _ count: Int) -> Int {
        let isWelcome = received.appendLine(UnsafeRawBufferPointer(start: bytes, count: count))
        return isWelcome ? count : 0
    }

    func readBody(into buffer: UnsafeMutablePointer<CChar>?, _ capacity: Int) -> Int {
        source.read(into: UnsafeMutableRawBufferPointer(start: buffer, count: capacity))
    }

    func seekBody(to offset: curl_off_t, _ origin: Int32) -> Int32 {
        origin == SEEK_SET && source.seek(to: Int(offset)) ? CURL_SEEKFUNC_OK : CURL_SEEKFUNC_FAIL
    }

    /// Opens the socket for an address, unless the policy forbids it.
    ///
    /// After one forbidden address the request is over: a name that leads to both kinds is not to be trusted.
    func openSocket(for address: UnsafeMutablePointer<curl_sockaddr>?) -> curl_socket_t {
        guard let address, let load, refusal == nil else { return -1 }
        // Through a proxy, it is the proxy that is connected to here, and that decides about the target.
        if load.submission.request.proxy == nil, let reason = refusal(of: address) {
            refusal = reason
            callbacks.refused.append(load.submission.id)
            return -1
        }
        let type = address.pointee.socktype | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
        return socket(address.pointee.family, type, address.pointee.protocol)
    }

    private func refusal(of address: UnsafeMutablePointer<curl_sockaddr>) -> HTTPError? {
        guard let (ip, port) = Self.endpoint(address) else {
            return HTTPError(.forbiddenAddress, "the address is neither IPv4 nor IPv6")
        }
        return policy.refusal(ip).map {
            HTTPError(.forbiddenAddress, $0, address: Self.text(ip: ip.description, port: port))
        }
    }

    private static func endpoint(_ address: UnsafeMutablePointer<curl_sockaddr>) -> (IPAddress, Int)? {
        guard let offset = MemoryLayout<curl_sockaddr>.offset(of: \.addr) else { return nil }
        let bytes = UnsafeRawBufferPointer(
            start: UnsafeRawPointer(address) + offset,
            count: Int(address.pointee.addrlen)
        )
        let isV4 = address.pointee.family == AF_INET
        // sockaddr_in: family, port, address. sockaddr_in6: family, port, flow, address.
        let range = isV4 ? 4..<8 : 8..<24
        guard isV4 || address.pointee.family == AF_INET6, bytes.count >= range.upperBound else { return nil }
        let port = Int(bytes[2]) << 8 | Int(bytes[3])
        return IPAddress(bytes: bytes[range]).map { ($0, port) }
    }
}
