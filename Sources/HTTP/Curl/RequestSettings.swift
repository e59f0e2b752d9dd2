internal import CCurl

/// What an easy handle has been told last, so that the next request only tells what differs.
struct RequestSettings {
    private var url = ""
    private var method = ""
    private var proxy: String?
    private var certificate: ClientCertificate?

    /// Whether the handle sends a body, be it empty.
    private(set) var sendsBody = false

    mutating func apply(_ request: HTTPRequest, to easy: borrowing EasyHandle) {
        if url != request.url {
            url = request.url
            easy.set(CURLOPT_URL, url)
        }
        apply(method: request.method, hasBody: !request.body.isEmpty, to: easy)
        if proxy != request.proxy {
            proxy = request.proxy
            easy.set(CURLOPT_PROXY, proxy ?? "")
        }
        if certificate != request.clientCertificate {
            certificate = request.clientCertificate
            apply(certificate, to: easy)
        }
    }

    private mutating func apply(method: String, hasBody: Bool, to easy: borrowing EasyHandle) {
        let sendsBody = hasBody || method != "GET"
        guard method != self.method || sendsBody != self.sendsBody else { return }
        self.method = method
        self.sendsBody = sendsBody
        easy.set(sendsBody ? CURLOPT_POST : CURLOPT_HTTPGET, 1)
        let isImplied = sendsBody ? method == "POST" : true
        easy.set(CURLOPT_CUSTOMREQUEST, isImplied ? nil : method)
    }

    private func apply(_ certificate: ClientCertificate?, to easy: borrowing EasyHandle) {
        easy.set(CURLOPT_SSLCERT_BLOB, blob: certificate?.certificate)
        easy.set(CURLOPT_SSLKEY_BLOB, blob: certificate?.key)
        easy.set(CURLOPT_SSLCERTTYPE, certificate == nil ? nil as String? : "PEM")
        easy.set(CURLOPT_SSLKEYTYPE, certificate == nil ? nil as String? : "PEM")
    }
}
