/// Where a Redis is, and who we are there.
public struct RedisEndpoint: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible {
    enum Address: Hashable, Sendable {
        case tcp(host: String, port: Int)
        case unix(path: String)
    }

    let address: Address
    let user: String?
    let password: String?
    let database: Int

    /// The URL without its password: for logs and errors.
    public var redacted: String {
        var text: String
        switch address {
        case .tcp(let host, let port):
            let name = host.contains(":") ? "[\(host)]" : host
            text = "redis://\(credentials)\(name):\(port)"
            if database != 0 { text += "/\(database)" }
        case .unix(let path):
            text = "unix://\(credentials)\(path)"
            if database != 0 { text += "?db=\(database)" }
        }
        return text
    }

    /// The URL without its password.
    public var description: String { redacted }

    /// The URL without its password.
    public var debugDescription: String { redacted }

    private var credentials: String {
        guard password != nil || user != nil else { return "" }
        return "\(user ?? "")\(password == nil ? "" : ":***")@"
    }
}
