internal import Crypto
internal import Domain
internal import HTTPTypes
internal import Postgres
internal import Storage

/// Finds out who makes a request.
///
/// What a key may do is kept for a few seconds under the key's SHA-256, so that an event costs no question to the
/// database and no key stays in memory.
final class Authenticator: Sendable {
    private let cache: FreshCache<[UInt8], Principal>
    private let authenticate: @Sendable (String) async throws -> Principal?

    /// - Parameter authenticate: checks a key that has the right form against what is stored.
    init(
        cache: FreshCache<[UInt8], Principal>,
        authenticate: @escaping @Sendable (String) async throws -> Principal?
    ) {
        self.cache = cache
        self.authenticate = authenticate
    }

    /// Who sent these headers.
    ///
    /// - Throws: ``APIError`` with status 401 when nobody did that we know.
    func principal(_ headers: HTTPFields) async throws -> Principal {
        guard let header = headers[.authorization] else { throw APIError.authenticationRequired }
        let parts = header.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { throw APIError.authenticationRequired }
        let key = String(parts[1])
        guard Self.hasForm(key) else { throw APIError.authorizationFailed }

        let digest = Array(SHA256.hash(data: Array(key.utf8)))
        let found = try await cache.value(
            digest,
            mayServeOld: { ($0 as? PostgresError)?.isRetryable == true },
            load: { try await authenticate(key) }
        )
        guard let found, found.expiresAt.map({ $0 > .now() }) ?? true else { throw APIError.authorizationFailed }
        return found
    }

    /// `CO.<16 characters>.<64 characters>`: what has another form is not looked up.
    private static func hasForm(_ key: String) -> Bool {
        let parts = key.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "CO", parts[1].utf8.count == 16, parts[2].utf8.count == 64 else {
            return false
        }
        return parts[1...].allSatisfy { part in
            part.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                    true
                default:
                    false
                }
            }
        }
    }
}
