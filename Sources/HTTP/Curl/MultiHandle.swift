internal import CCurl

/// Owns one `CURLM`: the connections and the transfers on them. Used on the reactor's thread only.
struct MultiHandle: ~Copyable {
    private let raw: UnsafeMutableRawPointer

    /// - Parameter callbacks: called back for sockets and for the timer; must outlive the handle.
    init(callbacks: CurlCallbacks, maximumConnections: Int) {
        guard CurlLibrary.isReady, let raw = curl_multi_init() else {
            preconditionFailure("libcurl could not be initialized: out of memory")
        }
        self.raw = raw
        let context = Unmanaged.passUnretained(callbacks).toOpaque()
        ccurl_multi_set_socket(raw, onSocketChange)
        ccurl_multi_set_pointer(raw, CURLMOPT_SOCKETDATA, context)
        ccurl_multi_set_timer(raw, onTimerChange)
        ccurl_multi_set_pointer(raw, CURLMOPT_TIMERDATA, context)
        // How many connections are kept; how many are open follows from how many transfers we let in.
        ccurl_multi_set_long(raw, CURLMOPT_MAXCONNECTS, maximumConnections)
        ccurl_multi_set_long(raw, CURLMOPT_PIPELINING, Int(CURLPIPE_MULTIPLEX))
    }

    deinit { curl_multi_cleanup(raw) }

    borrowing func add(_ easy: borrowing EasyHandle) -> Bool {
        curl_multi_add_handle(raw, easy.raw) == CURLM_OK
    }

    borrowing func remove(_ easy: borrowing EasyHandle) {
        curl_multi_remove_handle(raw, easy.raw)
    }

    /// A socket is ready for what the mask says.
    borrowing func socketIsReady(_ socket: Int32, _ mask: Int32) {
        var running: Int32 = 0
        curl_multi_socket_action(raw, socket, mask, &running)
    }

    /// The time that libcurl asked for has come.
    borrowing func timerIsDue() {
        var running: Int32 = 0
        // CURL_SOCKET_TIMEOUT
        curl_multi_socket_action(raw, -1, 0, &running)
    }

    /// The next transfer that has ended, with its result.
    borrowing func nextFinished() -> (easy: UnsafeMutableRawPointer, result: CURLcode)? {
        var remaining: Int32 = 0
        while let message = curl_multi_info_read(raw, &remaining) {
            if message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle {
                return (easy, message.pointee.data.result)
            }
        }
        return nil
    }
}

/// `CURLMOPT_SOCKETFUNCTION`
private let onSocketChange: curl_socket_callback = { _, socket, what, context, _ in
    context.map { CurlCallbacks.recover($0).socketChanged(socket, what) }
    return 0
}

/// `CURLMOPT_TIMERFUNCTION`
private let onTimerChange: curl_multi_timer_callback = { _, milliseconds, context in
    context.map { CurlCallbacks.recover($0).timerChanged(milliseconds) }
    return 0
}
