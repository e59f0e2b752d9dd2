internal import CCurl

extension HTTPError.Code {
    /// The kind of failure behind libcurl's result.
    init(_ result: CURLcode, _ outcome: ccurl_outcome, isThroughProxy: Bool) {
        switch result {
        case CURLE_OPERATION_TIMEDOUT:
            self = .timeout
        case CURLE_COULDNT_RESOLVE_HOST:
            self = .nameLookup
        case CURLE_COULDNT_RESOLVE_PROXY, CURLE_PROXY:
            self = .proxy
        case CURLE_COULDNT_CONNECT:
            self = isThroughProxy ? .proxy : .connect
        case CURLE_URL_MALFORMAT:
            self = .invalidRequest
        case CURLE_UNSUPPORTED_PROTOCOL:
            // After connecting, it is the server's: an answer without a status line.
            self = outcome.connect > 0 ? .protocolError : .invalidRequest
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER,
            CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_PINNEDPUBKEYNOTMATCH,
            CURLE_SSL_INVALIDCERTSTATUS, CURLE_SSL_CRL_BADFILE, CURLE_USE_SSL_FAILED:
            self = .tls
        case CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_GOT_NOTHING, CURLE_PARTIAL_FILE, CURLE_HTTP2_STREAM:
            let status = outcome.proxy_status
            let isRefusedByProxy = isThroughProxy && status != 0 && status / 100 != 2
            self = isRefusedByProxy ? .proxy : .connectionLost
        case CURLE_OUT_OF_MEMORY, CURLE_FAILED_INIT, CURLE_BAD_FUNCTION_ARGUMENT:
            self = .internal
        default:
            self = .protocolError
        }
    }

    /// What a person is told before libcurl's own words.
    fileprivate var summary: String {
        switch self {
        case .timeout: "no answer in time"
        case .nameLookup: "the name could not be looked up"
        case .connect: "no connection"
        case .tls: "the TLS handshake failed"
        case .connectionLost: "the connection ended before the answer was complete"
        case .proxy: "the proxy failed"
        case .invalidRequest: "the request cannot be sent"
        case .internal: "the HTTP client failed"
        default: "the answer is not valid HTTP"
        }
    }
}

extension Transfer {
    /// Whether there is an answer to hand out: also when its body was cut off by ourselves, or when the server gave it
    /// before it had the whole request.
    func isAnswered(_ result: CURLcode, _ outcome: ccurl_outcome) -> Bool {
        guard refusal == nil else { return false }
        switch result {
        case CURLE_OK: return true
        case CURLE_WRITE_ERROR: return received.isCutOff
        case CURLE_HTTP2_STREAM: return isAnsweredEarly(outcome)
        default: return false
        }
    }

    /// Whether an HTTP/2 server answered and ended the stream without reading the body, which it may do (nginx does for
    /// each answer of its own). libcurl 7.88 then fails with what it could not send any more, but in contrast to a
    /// stream that was really broken off has no word to say about it.
    private func isAnsweredEarly(_ outcome: ccurl_outcome) -> Bool {
        outcome.status >= 200 && easy.detail.isEmpty
    }

    /// What libcurl's result means for who sent the request.
    func error(_ result: CURLcode, _ outcome: ccurl_outcome) -> HTTPError {
        if let refusal { return refusal }
        let isThroughProxy = load?.submission.request.proxy != nil
        let code = HTTPError.Code(result, outcome, isThroughProxy: isThroughProxy)
        var detail = easy.detail
        if received.isHeadTooLong { detail = "its head is longer than \(ReceivedAnswer.maximumHead) bytes" }
        if detail.isEmpty { detail = String(cString: curl_easy_strerror(result)) }
        return HTTPError(
            code,
            "\(code.summary): \(detail)",
            address: address(outcome),
            timings: timings(outcome)
        )
    }

    /// The error of a transfer that did not end in time: says how far it got.
    func timeoutError(_ outcome: ccurl_outcome) -> HTTPError {
        let address = address(outcome)
        // On a connection that was there already, looking up and connecting take no time at all.
        let isReused = address != nil && outcome.connects == 0
        let phase =
            if outcome.first_byte > 0 {
                "the answer began but did not end"
            } else if isReused || outcome.connect > 0 {
                "connected, but no answer came"
            } else if outcome.name_lookup == 0 {
                "the name lookup did not end"
            } else {
                "the connection did not come about"
            }
        let limit = load.map { "\($0.submission.request.timeout)" } ?? ""
        return HTTPError(.timeout, "no answer within \(limit): \(phase)", address: address, timings: timings(outcome))
    }
}
