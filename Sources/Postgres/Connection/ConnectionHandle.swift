internal import CPQ
internal import Domain

/// Owns one `PGconn`; its last reference closes it.
///
/// Unchecked: libpq lets any thread use a connection, one at a time. Its `PostgresConnection` uses it on the reactor's
/// thread only; the handshake lends it to a blocking thread for one step at a time, and that step holds a reference, so
/// that a step which outlasts its deadline never uses freed memory.
final class ConnectionHandle: @unchecked Sendable {
    let raw: OpaquePointer
    /// Whether the server has said its last words while nobody asked it anything.
    private let hasLastWords: UnsafeMutablePointer<Bool>

    /// Starts connecting. May block in name resolution.
    init(_ target: ConnectionTarget) throws(PostgresError) {
        let keywords = target.settings.keys.sorted()
        let values = keywords.map { target.settings[$0] ?? "" }
        let started = keywords.withCStrings { keywords in
            values.withCStrings { PQconnectStartParams(keywords, $0, 0) }
        }
        guard let started else { throw PostgresError(.connection, "out of memory for a connection to PostgreSQL") }
        raw = started
        // Only the verbose form of a refused connection carries the SQLSTATE.
        PQsetErrorVerbosity(raw, PQERRORS_VERBOSE)
        hasLastWords = .allocate(capacity: 1)
        hasLastWords.initialize(to: false)
        // The flag lives until after `PQfinish`. Without a receiver of ours libpq writes notices to stderr.
        PQsetNoticeReceiver(raw, receiveNotice, hasLastWords)
    }

    deinit {
        PQfinish(raw)
        hasLastWords.deallocate()
    }

    // MARK: - Connecting

    enum Step { case read, write, established, failed }

    /// Takes the next step of the handshake. May block in name resolution.
    func poll() -> Step {
        guard !isLost else { return .failed }
        return switch PQconnectPoll(raw) {
        case PGRES_POLLING_OK: .established
        case PGRES_POLLING_READING: .read
        case PGRES_POLLING_WRITING: .write
        default: .failed
        }
    }

    /// The handshake is over: from here on nothing blocks, and exchanges are pipelines.
    func beginPipelines() throws(PostgresError) {
        PQsetErrorVerbosity(raw, PQERRORS_DEFAULT)
        try check(PQsetnonblocking(raw, 1) == 0)
        try enterPipelineMode()
    }

    func enterPipelineMode() throws(PostgresError) { try check(PQenterPipelineMode(raw) == 1) }
    func exitPipelineMode() throws(PostgresError) { try check(PQexitPipelineMode(raw) == 1) }

    // MARK: - State

    var socket: Int32 { PQsocket(raw) }
    var host: String { PQhost(raw).map { String(cString: $0) } ?? "" }
    var port: String { PQport(raw).map { String(cString: $0) } ?? "" }
    var isLost: Bool { PQstatus(raw) == CONNECTION_BAD }
    var isOutsideTransaction: Bool { PQtransactionStatus(raw) == PQTRANS_IDLE }
    var lastMessage: String { PQerrorMessage(raw).map { String(cString: $0) } ?? "" }

    /// A handle that can ask the server to cancel what runs, from any thread.
    var cancellation: CancelHandle? { CancelHandle(PQgetCancel(raw)) }

    // MARK: - Moving bytes

    /// Writes what the socket takes; answers whether all is written.
    func flush() throws(PostgresError) -> Bool {
        let status = PQflush(raw)
        try check(status >= 0)
        return status == 0
    }

    /// Reads what has arrived.
    func consumeInput() throws(PostgresError) { try check(PQconsumeInput(raw) == 1) }

    /// Whether the next answer has not arrived yet.
    var isBusy: Bool { PQisBusy(raw) == 1 }

    /// Takes one notification that has been read.
    func nextNotification() -> PostgresNotification? {
        guard let notification = PQnotifies(raw) else { return nil }
        defer { PQfreemem(notification) }
        return PostgresNotification(
            channel: String(cString: notification.pointee.relname),
            payload: notification.pointee.extra.map { String(cString: $0) } ?? ""
        )
    }

    /// Looks whether an idle connection still has its server.
    func isAlive() -> Bool {
        // The first reading may find last words, the second the end of the stream; `PQisBusy` interprets what was read.
        guard PQconsumeInput(raw) == 1, PQconsumeInput(raw) == 1, !isBusy else { return false }
        return !isLost && !hasLastWords.pointee
    }

    /// Turns a failed call into an error with libpq's words.
    func check(_ isFine: Bool) throws(PostgresError) {
        guard !isFine else { return }
        let message = ServerMessage(parsing: lastMessage)
        throw PostgresError(.connection, message.text, sqlState: message.sqlState)
    }
}

/// Notices are not for us, but outside of exchanges libpq passes on errors as notices too, also the one that ends a
/// session.
private func receiveNotice(_ context: UnsafeMutableRawPointer?, _ notice: OpaquePointer?) {
    guard isFatal(notice) else { return }
    context?.storeBytes(of: true, as: Bool.self)
}

extension [String] {
    /// Lends the strings as a null-terminated C array that lives as long as `body` runs.
    fileprivate func withCStrings<Result>(_ body: (UnsafePointer<UnsafePointer<CChar>?>?) -> Result) -> Result {
        var bytes: [CChar] = []
        var offsets: [Int] = []
        for string in self {
            offsets.append(bytes.count)
            bytes.append(contentsOf: string.utf8CString)
        }
        return bytes.withUnsafeBufferPointer { storage in
            let pointers: [UnsafePointer<CChar>?] = offsets.map { storage.baseAddress?.advanced(by: $0) } + [nil]
            return pointers.withUnsafeBufferPointer { body($0.baseAddress) }
        }
    }
}
