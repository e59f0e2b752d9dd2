internal import Foundation
internal import FoundationNetworking

/// A small HTTP client for tests; JSON in and out.
public enum Web {
    /// An answer.
    public struct Answer: Sendable {
        /// The status code.
        public let status: Int
        /// The body as text.
        public let body: String

        /// The body as a JSON value.
        public var json: Any { (try? JSONSerialization.jsonObject(with: Data(body.utf8))) ?? [:] }

        /// A member of the body, along a path of names and indices.
        public subscript(_ path: Any...) -> Any? {
            path.reduce(Optional(json)) { value, step in
                switch step {
                case let name as String: (value as? [String: Any])?[name]
                case let index as Int: (value as? [Any]).flatMap { $0.indices.contains(index) ? $0[index] : nil }
                default: nil
                }
            }
        }
    }

    private static let session = URLSession(configuration: .ephemeral)

    /// Reads.
    public static func get(_ url: String, key: String? = nil) async throws -> Answer {
        try await send("GET", url, key: key)
    }

    /// Sends a request with an optional JSON body.
    public static func send(_ method: String, _ url: String, _ body: String? = nil, key: String? = nil) async throws
        -> Answer
    {
        guard let target = URL(string: url) else { throw TestFailure("not a URL: \(url)") }
        var request = URLRequest(url: target, timeoutInterval: 30)
        request.httpMethod = method
        if let key { request.setValue("Bearer \(key)", forHTTPHeaderField: "Authorization") }
        if let body {
            request.httpBody = Data(body.utf8)
            request.setValue("application/json", forHTTPHeaderField: "Content-Type")
        }
        let (data, response) = try await session.data(for: request)
        guard let response = response as? HTTPURLResponse else { throw TestFailure("not an HTTP answer: \(url)") }
        return Answer(status: response.statusCode, body: String(decoding: data, as: UTF8.self))
    }
}
