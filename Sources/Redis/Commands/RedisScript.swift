/// A Lua script that runs inside Redis, atomically.
///
/// It is called by the SHA-1 of its source; a server that does not know it gets the source once. Keys that a script
/// touches must be among its keys and share a hash tag.
public struct RedisScript: Sendable {
    /// Names the script in logs.
    public let name: String
    /// The Lua text.
    public let source: String
    let digest: String

    /// Makes a script; done once for each, as a static constant.
    public init(name: String, source: String) {
        self.name = name
        self.source = source
        digest = SHA1.hexadecimal(of: Array(source.utf8))
    }
}
