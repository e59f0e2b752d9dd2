internal import Crypto
internal import Domain

/// Signs requests with AWS Signature Version 4.
struct RequestSigner: Sendable {
    /// The region that the request is for: `eu-west-1`.
    let region: String
    /// The service that the request is for: `sqs`.
    let service: String

    /// The headers that make a request ours: its time, the session token and the signature.
    ///
    /// - Parameter headers: everything else that is signed, `host` included.
    func headers(
        method: String,
        path: String,
        query: [(name: String, value: String)] = [],
        signing headers: [Header],
        body: Bytes,
        as credentials: Credentials,
        at now: Timestamp
    ) -> [Header] {
        let time = SigningTime(now)
        var own = [Header(name: "X-Amz-Date", value: time.text)]
        if let token = credentials.sessionToken {
            own.append(Header(name: "X-Amz-Security-Token", value: token.value))
        }
        let request = CanonicalRequest(
            method: method,
            path: path,
            query: query,
            headers: headers + own,
            body: body
        )
        let signature = Hexadecimal.encode(
            Self.code(textToSign(request, time), key: key(credentials.secretAccessKey.value, time))
        )
        let authorization = """
            AWS4-HMAC-SHA256 Credential=\(credentials.accessKeyID)/\(scope(time)), \
            SignedHeaders=\(request.signedHeaders), Signature=\(signature)
            """
        return own + [Header(name: "Authorization", value: authorization)]
    }

    /// What the signature is made over.
    func textToSign(_ request: CanonicalRequest, _ time: SigningTime) -> String {
        let hash = Hexadecimal.encode(SHA256.hash(data: Array(request.text.utf8)))
        return "AWS4-HMAC-SHA256\n\(time.text)\n\(scope(time))\n\(hash)"
    }

    /// The key of a day, a region and a service.
    func key(_ secret: String, _ time: SigningTime) -> SymmetricKey {
        var key = SymmetricKey(data: Array("AWS4\(secret)".utf8))
        for part in [String(time.day), region, service, "aws4_request"] {
            key = SymmetricKey(data: Array(Self.code(part, key: key)))
        }
        return key
    }

    private func scope(_ time: SigningTime) -> String { "\(time.day)/\(region)/\(service)/aws4_request" }

    private static func code(_ text: String, key: SymmetricKey) -> HMAC<SHA256>.MAC {
        HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: key)
    }
}
