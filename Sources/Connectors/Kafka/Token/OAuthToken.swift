internal import Domain

/// A token that a broker lets us in with.
struct OAuthToken: Sendable {
    /// What is sent; never shown.
    let value: String
    /// Whom it is for, as librdkafka wants to be told.
    let principal: String
    /// How long it is good.
    let lifetime: Duration

    /// How long a token counts whose end nobody names: it is replaced soon.
    private static let unknownLifetime = 300

    /// How long a token may count at most: an end beyond that is taken for a mistake, and asked for again daily.
    private static let longest = 86_400

    /// The pause after which the next token is asked for: early enough that a slow endpoint holds nothing up.
    var renewal: Duration { max(.milliseconds(500), lifetime * 3 / 4) }

    /// Reads the answer of a token endpoint, such as `{"access_token": "…", "expires_in": 3600}`; nil when there is no token in it.
    init?(answer: [UInt8], clientID: String, now: Timestamp = .now()) {
        let fields = Self.fields(answer[...])
        guard let value = fields["access_token"].flatMap(JSON.string(from:)), !value.isEmpty else { return nil }
        let claims = Self.claims(value)
        self.value = value
        principal = claims["sub"].flatMap(JSON.string(from:)).flatMap { $0.isEmpty ? nil : $0 } ?? clientID
        let told = fields["expires_in"].flatMap(JSON.text(of:)).flatMap { Double($0) }
        let ends = claims["exp"].flatMap(JSON.text(of:)).flatMap { Double($0) }
        let left = told ?? ends.map { $0 - Double(now.milliseconds) / 1_000 } ?? Double(Self.unknownLifetime)
        lifetime = .seconds(left.isFinite ? min(max(left, 1), Double(Self.longest)) : Double(Self.unknownLifetime))
    }

    /// What a token that is a JWT says of itself; it is not verified, since it is not for us.
    private static func claims(_ token: String) -> [String: Bytes] {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3 else { return [:] }
        var text = parts[1].map { $0 == "-" ? "+" : $0 == "_" ? "/" : $0 }
        while text.count % 4 != 0 { text.append("=") }
        return Base64.decode(String(text)).map { fields($0[...]) } ?? [:]
    }

    private static func fields(_ json: Bytes) -> [String: Bytes] {
        Dictionary(((try? JSON.members(of: json)) ?? []).map { ($0.name, $0.value) }) { $1 }
    }
}

extension OAuthToken: CustomStringConvertible, CustomReflectable {
    /// Shows nothing of the token.
    var description: String { "token of \(principal)" }

    /// Nothing.
    var customMirror: Mirror { Mirror(self, children: []) }
}
