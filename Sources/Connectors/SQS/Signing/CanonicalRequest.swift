internal import Crypto
internal import Domain

/// A request in the one form that both sides sign: AWS builds the same text from what it receives.
struct CanonicalRequest: Sendable {
    /// The names of the headers that are signed, in order, separated by semicolons.
    let signedHeaders: String
    /// The whole text.
    let text: String

    /// - Parameters:
    ///   - path: the path as it is sent, encoded.
    ///   - query: names and values, not encoded.
    ///   - headers: everything that is signed, `host` included.
    init(method: String, path: String, query: [(name: String, value: String)], headers: [Header], body: Bytes) {
        let fields =
            headers
            .map { (name: $0.name.lowercased(), value: Self.trimmed($0.value)) }
            .sorted { ($0.name, $0.value) < ($1.name, $1.value) }
        signedHeaders = fields.map(\.name).joined(separator: ";")
        let hash = Hexadecimal.encode(SHA256.hash(data: body))
        text = [
            method,
            path.isEmpty ? "/" : path,
            Self.query(query),
            fields.map { "\($0.name):\($0.value)\n" }.joined(),
            signedHeaders,
            hash,
        ].joined(separator: "\n")
    }

    /// The query, encoded and in order.
    static func query(_ query: [(name: String, value: String)]) -> String {
        query
            .map { (URIComponent.encode($0.name), URIComponent.encode($0.value)) }
            .sorted { $0 < $1 }
            .map { "\($0.0)=\($0.1)" }
            .joined(separator: "&")
    }

    /// A value without white space around it, and with single blanks within.
    private static func trimmed(_ value: String) -> String {
        value.split(whereSeparator: { $0 == " " || $0 == "\t" }).joined(separator: " ")
    }
}
