internal import Domain
internal import HTTP

/// Asks Pub/Sub about one subscription.
struct SubscriptionClient: Sendable {
    let http: HTTPClient
    /// The subscription's URL.
    let url: String
    /// The subscription's id, for positions.
    let subscription: String
    /// Who asks, for Google's logs.
    let userAgent: String

    init(_ settings: PubSubSettings, endpoint: String, http: HTTPClient, userAgent: String) {
        self.http = http
        self.userAgent = userAgent
        subscription = settings.subscription
        let server = endpoint.hasSuffix("/") ? String(endpoint.dropLast()) : endpoint
        url = "\(server)/v1/\(settings.name.replacing("%", with: "%25"))"
    }

    /// Asks for messages. The server answers when there is one, or with none after a while.
    ///
    /// - Parameter isProbe: the server shall answer at once, also with nothing: to see that it does.
    func pull(
        upTo limit: Int,
        isProbe: Bool,
        token: String?,
        timing: PubSubTiming
    ) async -> Result<[PulledMessage], RequestFailure> {
        var body = JSONWriter()
        body.object { body in
            body.member("maxMessages", limit)
            if isProbe { body.member("returnImmediately", true) }
        }
        let timeout = isProbe ? timing.request : timing.pull
        let answer = await send(":pull", body, token, timeout: timeout, responseLimit: timing.answerBytes)
        switch answer {
        case .failure(let failure): return .failure(failure)
        case .success(let bytes):
            do {
                return .success(try await PulledMessages.readAside(bytes, subscription: subscription))
            } catch {
                return .failure(.unreadable("\(error)"))
            }
        }
    }

    /// Says that messages need not come again.
    func acknowledge(_ ids: [String], token: String?, timeout: Duration) async -> RequestFailure? {
        var body = JSONWriter(capacity: ids.count * 200)
        body.object { $0.member("ackIds", ids) }
        return failure(await send(":acknowledge", body, token, timeout: timeout))
    }

    /// Sets leases to end in so many seconds; 0 gives messages back.
    func setDeadline(_ ids: [String], seconds: Int, token: String?, timeout: Duration) async -> RequestFailure? {
        var body = JSONWriter(capacity: ids.count * 200)
        body.object { body in
            body.member("ackIds", ids)
            body.member("ackDeadlineSeconds", seconds)
        }
        return failure(await send(":modifyAckDeadline", body, token, timeout: timeout))
    }

    private func failure(_ result: Result<[UInt8], RequestFailure>) -> RequestFailure? {
        if case .failure(let failure) = result { failure } else { nil }
    }

    private func send(
        _ verb: String,
        _ body: JSONWriter,
        _ token: String?,
        timeout: Duration,
        responseLimit: Int = 1 << 20
    ) async -> Result<[UInt8], RequestFailure> {
        var headers = [
            Header(name: "Content-Type", value: "application/json"), Header(name: "User-Agent", value: userAgent),
        ]
        if let token { headers.append(Header(name: "Authorization", value: "Bearer \(token)")) }
        let request = HTTPRequest(
            url: url + verb,
            headers: headers,
            body: body.bytes[...],
            timeout: timeout,
            responseLimit: responseLimit
        )
        return await http.answer(to: request)
    }
}

extension HTTPClient {
    /// Sends a request to one of Google's servers: the body of an answer with a status of 2xx, everything else a failure.
    func answer(to request: HTTPRequest) async -> Result<[UInt8], RequestFailure> {
        switch await send(request) {
        case .failure(let error): return .failure(.transport(error))
        case .success(let response):
            guard (200..<300).contains(response.status) else {
                return .failure(.refused(GoogleError(code: response.status, body: response.body)))
            }
            return response.isTruncated ? .failure(.tooLarge) : .success(response.body)
        }
    }
}
