internal import Crypto
internal import CryptoExtras
internal import Domain
internal import FoundationEssentials
internal import HTTP

/// A service account's private key: signs a short statement of who we are, for which the token server gives a token.
struct ServiceAccountKey: TokenSource {
    /// The service account's address.
    let email: String
    private let keyID: String
    private let key: _RSA.Signing.PrivateKey
    private let tokenURL: String

    var identity: String { "service account \(email)" }

    /// Reads a key as JSON text or as base 64 of it.
    init(text: String) throws(CredentialsError) {
        var bytes = Bytes(text.utf8)
        if JSON.kind(of: bytes) != .object {
            let compact = text.filter { !$0.isWhitespace }
            guard let decoded = Base64.decode(compact), JSON.kind(of: decoded[...]) == .object else {
                throw CredentialsError(
                    "the service account's key is neither JSON nor base64 of it: give the file as Google made it"
                )
            }
            bytes = decoded[...]
        }
        try self.init(bytes)
    }

    /// Reads a key from its JSON.
    init(_ json: Bytes) throws(CredentialsError) {
        let fields = JSONFields(json)
        guard fields.isObject else { throw CredentialsError("the service account's key is not valid JSON") }
        let type = fields.text("type") ?? ""
        guard type == "service_account" else {
            throw CredentialsError(
                "the credentials are of type `\(type.prefix(40))`, not `service_account`: make a key of a service account"
            )
        }
        func required(_ name: String) throws(CredentialsError) -> String {
            guard let text = fields.text(name), !text.isEmpty else {
                throw CredentialsError("the service account's key has no `\(name)`: give the file as Google made it")
            }
            return text
        }
        email = try required("client_email")
        keyID = fields.text("private_key_id") ?? ""
        tokenURL = fields.text("token_uri") ?? "https://oauth2.googleapis.com/token"
        guard TokenExchange.isConfidential(tokenURL) else {
            throw CredentialsError("the service account's key has a `token_uri` that is not an https URL")
        }
        do {
            key = try _RSA.Signing.PrivateKey(pemRepresentation: try required("private_key"))
        } catch let error as CredentialsError {
            throw error
        } catch {
            // What the library says of a key may hold a part of it.
            throw CredentialsError(
                "the service account's `private_key` is not an RSA key of 2048 bits or more in PEM form"
            )
        }
    }

    func token(over http: HTTPClient) async throws(CredentialsError) -> AccessToken {
        let assertion = try await Self.assertion(of: self, at: .now())
        let form = [("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"), ("assertion", assertion)]
        switch await TokenExchange.post(form, to: tokenURL, over: http) {
        case .success(let token): return token
        case .failure(let failure):
            throw CredentialsError(
                "get a token for \(identity) from \(tokenURL)",
                failure,
                advice: "is the key still valid, the account enabled, and this machine's clock right?"
            )
        }
    }

    /// The signed statement, RFC 7523. Signing takes a millisecond: not on a reactor.
    @concurrent
    static func assertion(of key: ServiceAccountKey, at now: Timestamp) async throws(CredentialsError) -> String {
        var header = JSONWriter()
        header.object { header in
            header.member("alg", "RS256")
            header.member("typ", "JWT")
            if !key.keyID.isEmpty { header.member("kid", key.keyID) }
        }
        var claims = JSONWriter()
        claims.object { claims in
            claims.member("iss", key.email)
            claims.member("scope", TokenExchange.scope)
            claims.member("aud", key.tokenURL)
            claims.member("iat", now.seconds)
            claims.member("exp", now.seconds + 3_600)
        }
        let signed = "\(urlSafe(header.bytes)).\(urlSafe(claims.bytes))"
        do {
            let digest = SHA256.hash(data: Data(signed.utf8))
            // RS256 is this padding; for signatures it is sound.
            let signature = try key.key.signature(for: digest, padding: .insecurePKCS1v1_5)
            return "\(signed).\(urlSafe(signature.rawRepresentation))"
        } catch {
            throw CredentialsError("the service account's key cannot sign: \(error)")
        }
    }

    /// Base 64 with the alphabet of URLs, without padding.
    private static func urlSafe(_ bytes: some Sequence<UInt8>) -> String {
        let text = Base64.encode(bytes).utf8.compactMap { byte -> UInt8? in
            switch byte {
            case UInt8(ascii: "+"): UInt8(ascii: "-")
            case UInt8(ascii: "/"): UInt8(ascii: "_")
            case UInt8(ascii: "="): nil
            default: byte
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
