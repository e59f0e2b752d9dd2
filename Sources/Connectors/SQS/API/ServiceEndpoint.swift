internal import Specification

/// Where a service of AWS answers.
struct ServiceEndpoint: Hashable, Sendable {
    /// The URL as it is called: `https://sqs.eu-west-1.amazonaws.com/`.
    let url: String
    /// The value of the `Host` header, which is signed.
    let host: String
    /// The path, encoded, from its first slash.
    let path: String

    /// Nil when the text is no URL with a host, or has credentials, a query or a fragment.
    init?(_ text: String) {
        guard let parts = URLText(text), parts.userInfo == nil, parts.scheme == "http" || parts.scheme == "https",
            !text.contains(where: { $0 == "?" || $0 == "#" })
        else { return nil }
        let isUsual = parts.port == nil || parts.port == (parts.scheme == "https" ? 443 : 80)
        let name = parts.host.contains(":") ? "[\(parts.host)]" : parts.host
        host = isUsual ? name : "\(name):\(parts.port ?? 0)"
        let rest = text.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false).dropFirst(3).first ?? ""
        path = "/" + rest
        url = "\(parts.scheme)://\(host)\(path)"
    }

    /// The public endpoint of a service in a region.
    static func of(_ service: String, in region: String) -> ServiceEndpoint? {
        let domain = region.hasPrefix("cn-") ? "amazonaws.com.cn" : "amazonaws.com"
        return ServiceEndpoint("https://\(service).\(region).\(domain)/")
    }
}
