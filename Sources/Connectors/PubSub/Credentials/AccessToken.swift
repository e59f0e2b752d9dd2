/// A token that Google's servers let us in with.
struct AccessToken: Sendable {
    /// What is sent; never shown.
    let value: String
    /// When it ends.
    let expiry: ContinuousClock.Instant
    /// When a new one is to be had: early enough that a slow token server holds nothing up.
    let renewal: ContinuousClock.Instant

    /// How long before its end a token is renewed, at most: the metadata server gives no new one sooner.
    private static let margin = Duration.seconds(225)

    init(_ value: String, lifetime: Duration, from now: ContinuousClock.Instant = .now) {
        self.value = value
        expiry = now + lifetime
        renewal = now + max(.seconds(1), lifetime - min(Self.margin, lifetime / 4))
    }
}

extension AccessToken: CustomStringConvertible, CustomReflectable {
    /// Shows nothing of the token.
    var description: String { "access token" }

    /// Nothing.
    var customMirror: Mirror { Mirror(self, children: []) }
}
