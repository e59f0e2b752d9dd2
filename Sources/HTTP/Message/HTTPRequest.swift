public import Domain

/// One request to send: exactly these headers, exactly these bytes.
///
/// Nothing is added but `Host`, `Content-Length` and what the connection itself needs; redirects are not followed.
public struct HTTPRequest: Sendable {
    /// The method; a token such as `POST`. `HEAD` and `CONNECT` are refused.
    public var method: String

    /// An `http` or `https` URL. Credentials in it are sent as basic authentication.
    public var url: String

    /// The headers, in this order; see ``isManagedByConnection(_:)`` for those that cannot be set.
    public var headers: [Header]

    /// The body; empty for none.
    public var body: Bytes

    /// How long the whole may take, waiting for a free connection included.
    public var timeout: Duration

    /// How many bytes of the response's body are kept; the rest is read a little further or cut off.
    public var responseLimit: Int

    /// The proxy, such as `http://10.0.0.1:4750`; nil for none, also when the environment names one.
    ///
    /// Whoever goes through a proxy leaves it to the proxy to judge addresses: the client's own policy sees only the
    /// proxy's.
    public var proxy: String?

    /// What to prove one's own identity with, to servers that ask for it.
    public var clientCertificate: ClientCertificate?

    /// Makes a request.
    public init(
        method: String = "POST",
        url: String,
        headers: [Header] = [],
        body: Bytes = [],
        timeout: Duration = .seconds(30),
        responseLimit: Int = 64 * 1024,
        proxy: String? = nil,
        clientCertificate: ClientCertificate? = nil
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeout = timeout
        self.responseLimit = responseLimit
        self.proxy = proxy
        self.clientCertificate = clientCertificate
    }

    /// Whether a header of this name belongs to the connection: it frames the message, so a request that sets it is
    /// refused.
    public static func isManagedByConnection(_ name: String) -> Bool {
        RequestField.isManagedByConnection(name)
    }
}

extension HTTPRequest {
    /// Why the request cannot be sent; nil when it can be tried.
    var problem: String? {
        if method != "POST", method != "GET", !RequestField.isSendable(method: method) {
            return "the method \"\(method)\" is not supported"
        }
        for header in headers {
            if let problem = RequestField.problem(with: header) { return problem }
        }
        return nil
    }
}
