import Glibc
import Synchronization
import Testing

/// A tiny HTTP/1.1 server on real sockets that can misbehave: a thread for each connection, what it does is up to the
/// script.
final class TestServer: Sendable {
    /// What arrived: the head as text, the body as bytes.
    struct Request: Sendable {
        let head: String
        let body: [UInt8]

        var path: String { head.split(separator: " ").dropFirst().first.map(String.init) ?? "" }
        var lines: [String] { head.split(separator: "\r\n").map(String.init) }
    }

    /// What to do with a request.
    enum Answer: Sendable {
        /// Send these bytes and keep the connection.
        case send(String)
        /// Send these bytes and close the connection.
        case sendAndClose(String)
        /// Send a head and so many bytes of body.
        case sendBody(count: Int)
        /// Send one chunk after another until the client goes away.
        case sendForEver
        /// Say nothing until the client goes away.
        case hang
        case close

        static func status(_ status: Int, headers: String = "", body: String = "") -> Answer {
            .send("HTTP/1.1 \(status) x\r\nContent-Length: \(body.utf8.count)\r\n\(headers)\r\n\(body)")
        }
    }

    private struct State {
        var connections = 0
        var open: Set<Int32> = []
        var requests: [Request] = []
        var isClosed = false
    }

    let port: Int
    private let listener: Int32
    private let state = Mutex(State())
    private let script: @Sendable (Request) -> Answer

    var connections: Int { state.withLock { $0.connections } }
    var openConnections: Int { state.withLock { $0.open.count } }
    var requests: [Request] { state.withLock { $0.requests } }
    var url: String { "http://127.0.0.1:\(port)" }

    private init(script: @escaping @Sendable (Request) -> Answer) throws {
        self.script = script
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        self.listener = listener
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isListening = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(listener, address, length) == 0 && listen(listener, 512) == 0
                    && getsockname(listener, address, &length) == 0
            }
        }
        port = Int(address.sin_port.bigEndian)
        try #require(isListening)
    }

    /// Lends a running server.
    static func running<R>(
        _ script: @escaping @Sendable (Request) -> Answer = { _ in .status(200, body: "ok") },
        _ body: (TestServer) async throws -> R
    ) async throws -> R {
        let server = try TestServer(script: script)
        startThread { server.accept() }
        defer { server.close() }
        return try await body(server)
    }

    private func close() {
        let open = state.withLock { state in
            state.isClosed = true
            return state.open
        }
        shutdown(listener, Int32(SHUT_RDWR))
        for connection in open { shutdown(connection, Int32(SHUT_RDWR)) }
    }

    private func accept() {
        while true {
            let connection = Glibc.accept(listener, nil, nil)
            let isClosed = state.withLock { state in
                guard connection >= 0, !state.isClosed else { return true }
                state.connections += 1
                state.open.insert(connection)
                return false
            }
            if isClosed { break }
            startThread { self.serve(connection) }
        }
        Glibc.close(listener)
    }

    // MARK: - A connection

    private func serve(_ connection: Int32) {
        var buffer: [UInt8] = []
        while let request = read(connection, &buffer) {
            state.withLock { $0.requests.append(request) }
            if !answer(script(request), connection) { break }
        }
        state.withLock { _ = $0.open.remove(connection) }
        Glibc.close(connection)
    }

    /// Answers whether the connection goes on.
    private func answer(_ answer: Answer, _ connection: Int32) -> Bool {
        switch answer {
        case .send(let text):
            return send(Array(text.utf8), connection)
        case .sendAndClose(let text):
            _ = send(Array(text.utf8), connection)
            return false
        case .sendBody(let count):
            return send(Array("HTTP/1.1 200 OK\r\nContent-Length: \(count)\r\n\r\n".utf8), connection)
                && send([UInt8](repeating: UInt8(ascii: "x"), count: count), connection)
        case .sendForEver:
            _ = send(Array("HTTP/1.1 200 OK\r\n\r\n".utf8), connection)
            let chunk = [UInt8](repeating: UInt8(ascii: "x"), count: 64 * 1_024)
            while send(chunk, connection) {}
            return false
        case .hang:
            var byte: UInt8 = 0
            _ = recv(connection, &byte, 1, 0)
            return false
        case .close:
            return false
        }
    }

    private func send(_ bytes: [UInt8], _ connection: Int32) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Glibc.send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    private func read(_ connection: Int32, _ buffer: inout [UInt8]) -> Request? {
        let end = Array("\r\n\r\n".utf8)
        var headEnd = buffer.firstRange(of: end)
        while headEnd == nil {
            guard fill(&buffer, connection) else { return nil }
            headEnd = buffer.firstRange(of: end)
        }
        guard let headEnd else { return nil }
        let head = String(decoding: buffer[..<headEnd.lowerBound], as: UTF8.self)
        let length = head.lowercased().split(separator: "\r\n")
            .first { $0.hasPrefix("content-length: ") }
            .flatMap { Int($0.dropFirst("content-length: ".count)) }
        let total = headEnd.upperBound + (length ?? 0)
        while buffer.count < total {
            guard fill(&buffer, connection) else { return nil }
        }
        let body = Array(buffer[headEnd.upperBound..<total])
        buffer.removeFirst(total)
        return Request(head: head, body: body)
    }

    private func fill(_ buffer: inout [UInt8], _ connection: Int32) -> Bool {
        var piece = [UInt8](repeating: 0, count: 64 * 1_024)
        let count = recv(connection, &piece, piece.count, 0)
        guard count > 0 else { return false }
        buffer += piece.prefix(count)
        return true
    }
}

/// Starts a detached thread.
private func startThread(_ body: @escaping @Sendable () -> Void) {
    final class Body {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }
    var thread = pthread_t()
    let context = Unmanaged.passRetained(Body(body)).toOpaque()
    pthread_create(
        &thread,
        nil,
        { context in
            if let context { Unmanaged<Body>.fromOpaque(context).takeRetainedValue().run() }
            return nil
        },
        context
    )
    pthread_detach(thread)
}
