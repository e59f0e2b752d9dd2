internal import CCurl

/// Owns one `CURL`: what a transfer is described by. Set up once and used for many requests, one after the other.
struct EasyHandle: ~Copyable {
    /// The size of libcurl's `CURLOPT_ERRORBUFFER`.
    private static let detailCapacity = Int(CURL_ERROR_SIZE)

    let raw: UnsafeMutableRawPointer
    private let detailBuffer: UnsafeMutablePointer<CChar>
    private let fixedAddresses: UnsafeMutablePointer<curl_slist>?

    init(_ configuration: HTTPConfiguration) {
        guard CurlLibrary.isReady, let raw = curl_easy_init() else {
            preconditionFailure("libcurl could not make a handle: out of memory")
        }
        self.raw = raw
        detailBuffer = .allocate(capacity: Self.detailCapacity)
        detailBuffer.initialize(repeating: 0, count: Self.detailCapacity)
        fixedAddresses = configuration.fixedAddresses.reduce(nil) { curl_slist_append($0, $1) }
        setUp(configuration)
    }

    deinit {
        curl_easy_cleanup(raw)
        curl_slist_free_all(fixedAddresses)
        detailBuffer.deallocate()
    }

    /// libcurl's own words on why the transfer failed; empty when it has none.
    var detail: String { String(cString: detailBuffer) }

    /// What is known of the transfer, finished or not.
    var outcome: ccurl_outcome { ccurl_read_outcome(raw) }

    borrowing func set(_ option: CURLoption, _ value: Int) {
        ccurl_set_long(raw, option, value)
    }

    borrowing func set(_ option: CURLoption, size: Int) {
        ccurl_set_offset(raw, option, curl_off_t(size))
    }

    /// libcurl keeps a copy of the text.
    borrowing func set(_ option: CURLoption, _ value: String?) {
        ccurl_set_string(raw, option, value)
    }

    /// libcurl keeps the pointer.
    borrowing func set(_ option: CURLoption, _ value: UnsafeMutableRawPointer?) {
        ccurl_set_pointer(raw, option, value)
    }

    /// libcurl keeps a copy of the bytes.
    borrowing func set(_ option: CURLoption, blob bytes: [UInt8]?) {
        guard let bytes else {
            ccurl_set_pointer(raw, option, nil)
            return
        }
        var copy = bytes
        copy.withUnsafeMutableBytes { buffer in
            var blob = curl_blob(data: buffer.baseAddress, len: buffer.count, flags: UInt32(CURL_BLOB_COPY))
            ccurl_set_pointer(raw, option, &blob)
        }
    }

    // MARK: - Setting up

    private borrowing func setUp(_ configuration: HTTPConfiguration) {
        set(CURLOPT_NOSIGNAL, 1)
        set(CURLOPT_PROTOCOLS_STR, "http,https")
        set(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_2TLS)
        // Not nil: that would let http_proxy and its like from the environment decide.
        set(CURLOPT_PROXY, "")
        set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        // A look-up that is given up runs on in its own thread; without this, libcurl would wait for it here.
        set(CURLOPT_QUICK_EXIT, 1)
        set(CURLOPT_MAXAGE_CONN, Int(configuration.idleConnectionLifetime.components.seconds))
        set(CURLOPT_ERRORBUFFER, UnsafeMutableRawPointer(detailBuffer))
        if let fixedAddresses { set(CURLOPT_RESOLVE, fixedAddresses) }
        if let file = configuration.certificateAuthorityFile { set(CURLOPT_CAINFO, file) }
    }

    /// Sets who is called back. Neither is retained.
    ///
    /// - Parameters:
    ///   - transfer: gets the callbacks of the transfer; must outlive the handle.
    ///   - callbacks: gets the callbacks of connections; must outlive the multi handle.
    borrowing func bind(_ transfer: Transfer, _ callbacks: CurlCallbacks) {
        let transfer = Unmanaged.passUnretained(transfer).toOpaque()
        let callbacks = Unmanaged.passUnretained(callbacks).toOpaque()
        set(CURLOPT_PRIVATE, transfer)
        ccurl_set_write(raw, CURLOPT_WRITEFUNCTION, onBody)
        set(CURLOPT_WRITEDATA, transfer)
        ccurl_set_write(raw, CURLOPT_HEADERFUNCTION, onHeaderLine)
        set(CURLOPT_HEADERDATA, transfer)
        ccurl_set_read(raw, onRead)
        set(CURLOPT_READDATA, transfer)
        ccurl_set_seek(raw, onSeek)
        set(CURLOPT_SEEKDATA, transfer)
        ccurl_set_open_socket(raw, onOpenSocket)
        set(CURLOPT_OPENSOCKETDATA, transfer)
        ccurl_set_close_socket(raw, onCloseSocket)
        set(CURLOPT_CLOSESOCKETDATA, callbacks)
    }
}

/// `CURLOPT_WRITEFUNCTION`
private let onBody: curl_write_callback = { bytes, size, count, context in
    context.map { Transfer.recover($0).receivedBody(bytes, size * count) } ?? 0
}

/// `CURLOPT_HEADERFUNCTION`
private let onHeaderLine: curl_write_callback = { bytes, size, count, context in
    context.map { Transfer.recover($0).receivedHeaderLine(bytes, size * count) } ?? 0
}

/// `CURLOPT_READFUNCTION`
private let onRead: curl_read_callback = { buffer, size, count, context in
    context.map { Transfer.recover($0).readBody(into: buffer, size * count) } ?? 0
}

/// `CURLOPT_SEEKFUNCTION`
private let onSeek: curl_seek_callback = { context, offset, origin in
    context.map { Transfer.recover($0).seekBody(to: offset, origin) } ?? CURL_SEEKFUNC_FAIL
}

/// `CURLOPT_OPENSOCKETFUNCTION`
private let onOpenSocket: curl_opensocket_callback = { context, _, address in
    context.map { Transfer.recover($0).openSocket(for: address) } ?? -1
}

/// `CURLOPT_CLOSESOCKETFUNCTION`
private let onCloseSocket: curl_closesocket_callback = { context, socket in
    context.map { CurlCallbacks.recover($0).close(socket) } ?? 0
}
