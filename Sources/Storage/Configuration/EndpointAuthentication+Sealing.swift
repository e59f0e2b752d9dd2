internal import Domain

extension EndpointAuthentication {
    /// The form that is sealed: `["api_key", header, value]` or `["basic_auth", username, password]`.
    var plainBytes: [UInt8] {
        let parts =
            switch self {
            case .apiKey(let header, let value): ["api_key", header, value]
            case .basic(let username, let password): ["basic_auth", username, password]
            }
        var bytes: [UInt8] = []
        for part in parts {
            bytes.append(UInt8(ascii: bytes.isEmpty ? "[" : ","))
            JSON.quote(part, into: &bytes)
        }
        bytes.append(UInt8(ascii: "]"))
        return bytes
    }

    init(plainBytes: [UInt8]) throws {
        let parts = try JSON.elements(of: plainBytes[...]).compactMap(JSON.string(from:))
        switch (parts.count, parts.first) {
        case (3, "api_key"): self = .apiKey(header: parts[1], value: parts[2])
        case (3, "basic_auth"): self = .basic(username: parts[1], password: parts[2])
        default: throw StorageError(.unreadable, "an endpoint's stored authentication is of a kind that is not known")
        }
    }
}
