internal import CCurl
internal import Domain
internal import Reactor

/// One easy handle with all that libcurl reads from and writes to while it carries a request.
///
/// Used again and again: what the last request has set and the next one needs as well is not set anew. Confined to the
/// reactor's thread.
final class Transfer {
    let easy: EasyHandle
    let policy: AddressPolicy
    let callbacks: CurlCallbacks

    /// The request it carries and since when; nil while it is idle.
    private(set) var load: Load?

    // What the callbacks of one request leave behind.
    var received = ReceivedAnswer()
    var source = LargeBody()
    var refusal: HTTPError?

    private var memory = RequestMemory()
    private var settings = RequestSettings()
    private var lastAddress = (ip: "", port: 0, text: "")

    /// A request that is being carried.
    struct Load {
        let submission: Submission
        let origin: Origin
        /// How long it waited for its turn, in microseconds.
        let queued: Int
        let deadline: TimerToken
    }

    init(configuration: HTTPConfiguration, callbacks: CurlCallbacks) {
        easy = EasyHandle(configuration)
        policy = configuration.addressPolicy
        self.callbacks = callbacks
        easy.bind(self, callbacks)
    }

    /// Finds the object behind libcurl's context pointer, which owns nothing: the engine keeps the object.
    static func recover(_ context: UnsafeMutableRawPointer) -> Transfer {
        Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
    }

    /// Describes the request to libcurl.
    func prepare(_ load: Load) {
        let request = load.submission.request
        self.load = load
        received.begin(limit: request.responseLimit)
        settings.apply(request, to: easy)
        let (list, body) = memory.write(request.headers, request.body)
        easy.set(CURLOPT_HTTPHEADER, list)
        guard settings.sendsBody else { return }
        easy.set(CURLOPT_POSTFIELDSIZE_LARGE, size: request.body.count)
        easy.set(CURLOPT_POSTFIELDS, body)
        // Without fields at hand, libcurl reads.
        if body == nil { source = LargeBody(request.body) }
    }

    /// Lets go of the request; the handle keeps its settings for the next one.
    func reset() {
        load = nil
        source = LargeBody()
        refusal = nil
    }

    // MARK: - What came of it

    func response(_ outcome: ccurl_outcome) -> HTTPResponse {
        HTTPResponse(
            status: outcome.status,
            body: received.takeBody(),
            isTruncated: received.isTruncated,
            address: address(outcome) ?? "",
            version: outcome.httpVersion,
            timings: timings(outcome),
            head: received.takeHead()
        )
    }

    func timings(_ outcome: ccurl_outcome) -> HTTPTimings {
        HTTPTimings(
            queued: load?.queued ?? 0,
            nameLookup: Int(outcome.name_lookup),
            connect: max(0, Int(outcome.connect - outcome.name_lookup)),
            tls: max(0, Int(outcome.tls - outcome.connect)),
            firstByte: Int(outcome.first_byte),
            total: Int(outcome.total)
        )
    }

    /// The address as text. Mostly it is that of the request before, so the text is too.
    func address(_ outcome: ccurl_outcome) -> String? {
        guard let ip = outcome.ip, ip.pointee != 0 else { return nil }
        if outcome.port == lastAddress.port, lastAddress.ip.isEqual(toCString: ip) { return lastAddress.text }
        let text = String(cString: ip)
        lastAddress = (text, outcome.port, Self.text(ip: text, port: outcome.port))
        return lastAddress.text
    }

    static func text(ip: String, port: Int) -> String {
        ip.utf8.contains(UInt8(ascii: ":")) ? "[\(ip)]:\(port)" : "\(ip):\(port)"
    }
}

extension String {
    fileprivate func isEqual(toCString other: UnsafePointer<CChar>) -> Bool {
        var other = other
        for byte in utf8 {
            guard UInt8(bitPattern: other.pointee) == byte else { return false }
            other += 1
        }
        return other.pointee == 0
    }
}

extension ccurl_outcome {
    fileprivate var httpVersion: HTTPVersion {
        switch version {
        case CURL_HTTP_VERSION_1_0: .http1
        case CURL_HTTP_VERSION_2_0: .http2
        case CURL_HTTP_VERSION_3: .http3
        default: .http11
        }
    }
}
