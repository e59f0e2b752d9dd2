internal import Domain

/// Who we are to AWS: an access key and, when it is borrowed, a session token and the time it ends.
///
/// Prints as nothing but the access key's id, also inside other values.
struct Credentials: Hashable, Sendable, CustomStringConvertible, CustomReflectable {
    let accessKeyID: String
    let secretAccessKey: Redacted
    let sessionToken: Redacted?
    /// When AWS stops accepting them; nil for a key that lasts.
    let expiration: Timestamp?
    /// Where they were found, for people: `the environment`.
    let origin: String

    init(
        accessKeyID: String,
        secretAccessKey: String,
        sessionToken: String? = nil,
        expiration: Timestamp? = nil,
        origin: String
    ) {
        self.accessKeyID = accessKeyID
        self.secretAccessKey = Redacted(secretAccessKey)
        self.sessionToken = sessionToken.flatMap { $0.isEmpty ? nil : Redacted($0) }
        self.expiration = expiration
        self.origin = origin
    }

    /// How long they last; nil for a key that lasts.
    func remaining(at now: Timestamp) -> Duration? {
        expiration.map { $0.since(now) }
    }

    /// The id of the key and where it is from.
    var description: String { "access key \(accessKeyID) from \(origin)" }

    /// Nothing.
    var customMirror: Mirror { Mirror(self, children: []) }
}
