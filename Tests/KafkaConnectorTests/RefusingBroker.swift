import Glibc
import Synchronization

/// A socket that speaks as much of Kafka's protocol as it takes to refuse a password.
///
/// It knows ApiVersions (18), SaslHandshake (17) and SaslAuthenticate (36); other questions it does not understand (35).
final class RefusingBroker: Sendable {
    private let listener: Int32
    let port: UInt16

    init() {
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = listener
        withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { raw in
                _ = bind(descriptor, raw, size)
                _ = listen(descriptor, 16)
                _ = getsockname(descriptor, raw, &size)
            }
        }
        port = UInt16(bigEndian: address.sin_port)
        var thread = pthread_t()
        let raw = Unmanaged.passRetained(self).toOpaque()
        pthread_create(
            &thread,
            nil,
            { raw in
                if let raw { Unmanaged<RefusingBroker>.fromOpaque(raw).takeRetainedValue().serve() }
                return nil
            },
            raw
        )
        pthread_detach(thread)
    }

    /// Ends the thread.
    func stop() {
        shutdown(listener, Int32(SHUT_RDWR))
    }

    private func serve() {
        while true {
            let connection = accept(listener, nil, nil)
            guard connection >= 0 else { break }
            while let request = read(connection) { answer(request, on: connection) }
            close(connection)
        }
        close(listener)
    }

    private func read(_ connection: Int32) -> [UInt8]? {
        guard let head = read(connection, 4) else { return nil }
        return read(connection, Int(head.reduce(UInt32(0)) { $0 << 8 | UInt32($1) }))
    }

    private func read(_ connection: Int32, _ count: Int) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        guard recv(connection, &bytes, count, Int32(MSG_WAITALL)) == count else { return nil }
        return bytes
    }

    private func answer(_ request: [UInt8], on connection: Int32) {
        guard request.count >= 8 else { return }
        let correlation = request[4..<8]
        func short(_ value: Int16) -> [UInt8] {
            [UInt8(truncatingIfNeeded: value >> 8), UInt8(truncatingIfNeeded: value)]
        }
        func long(_ value: Int) -> [UInt8] { short(Int16(value >> 16)) + short(Int16(truncatingIfNeeded: value)) }
        func text(_ value: String) -> [UInt8] { short(Int16(value.utf8.count)) + Array(value.utf8) }
        let body =
            switch request[1] {
            case 18 where request[3] == 0:
                short(0) + long(4)
                    + [(3, 2), (17, 1), (18, 0), (36, 0)].flatMap { short($0.0) + short(0) + short($0.1) }
            case 17: short(0) + long(1) + text("PLAIN")
            case 36: short(58) + text("Invalid username or password") + long(0)
            default: short(35)
            }
        var frame = long(4 + body.count) + correlation + body
        send(connection, &frame, frame.count, Int32(MSG_NOSIGNAL))
    }
}
