internal import Foundation
internal import FoundationNetworking
internal import TestSupport

/// What the management interface says.
public struct ManagementAnswer: Sendable {
    /// The status code.
    public let status: Int
    let body: Data

    /// The body as text.
    public var text: String { String(decoding: body, as: UTF8.self) }
    var json: Any? { try? JSONSerialization.jsonObject(with: body) }
}

extension RabbitMQServer {
    private static let web = URLSession(configuration: .ephemeral)

    /// Asks the management interface; names in the path are encoded by the caller.
    @discardableResult
    public func ask(_ method: String, _ path: String, _ body: String? = nil) async throws -> ManagementAnswer {
        guard let url = URL(string: "http://127.0.0.1:\(managementPort)/api/\(path)") else {
            throw TestFailure("not a path: \(path)")
        }
        var request = URLRequest(url: url, timeoutInterval: 10)
        request.httpMethod = method
        request.setValue("Basic " + Data("guest:guest".utf8).base64EncodedString(), forHTTPHeaderField: "Authorization")
        if let body {
            request.httpBody = Data(body.utf8)
            request.setValue("application/json", forHTTPHeaderField: "Content-Type")
        }
        let (data, response) = try await Self.web.data(for: request)
        guard let response = response as? HTTPURLResponse else { throw TestFailure("not an HTTP answer: \(path)") }
        return ManagementAnswer(status: response.statusCode, body: data)
    }

    /// Asks for something that must succeed.
    public func must(_ method: String, _ path: String, _ body: String? = nil) async throws {
        let answer = try await ask(method, path, body)
        guard (200..<300).contains(answer.status) else {
            throw TestFailure("\(method) \(path): \(answer.status) \(answer.text)")
        }
    }

    /// Makes a durable queue.
    public func makeQueue(_ name: String, arguments: String = "{}") async throws {
        try await must("PUT", "queues/%2F/\(name)", "{\"durable\":true,\"arguments\":\(arguments)}")
    }

    /// Deletes a queue.
    public func deleteQueue(_ name: String) async throws { try await must("DELETE", "queues/%2F/\(name)") }

    /// Makes a user who may do what the three patterns say.
    public func makeUser(
        _ name: String,
        password: String,
        configure: String = "",
        write: String = "",
        read: String = ""
    ) async throws {
        try await must("PUT", "users/\(name)", "{\"password\":\"\(password)\",\"tags\":\"\"}")
        let permissions = "{\"configure\":\"\(configure)\",\"write\":\"\(write)\",\"read\":\"\(read)\"}"
        try await must("PUT", "permissions/%2F/\(name)", permissions)
    }

    /// Messages of a queue: ready, and with consumers. The numbers are a moment old.
    public func messages(in queue: String) async throws -> (ready: Int, unacknowledged: Int) {
        let answer = try await ask("GET", "queues/%2F/\(queue)")
        let numbers = answer.json as? [String: Any] ?? [:]
        guard let ready = numbers["messages_ready"] as? Int, let out = numbers["messages_unacknowledged"] as? Int else {
            throw TestFailure("no numbers of \(queue) yet: \(answer.status) \(answer.text.prefix(200))")
        }
        return (ready, out)
    }

    /// Closes all connections whose client's name contains a text.
    /// - Returns: how many.
    public func closeConnections(named part: String) async throws -> Int {
        let answer = try await ask("GET", "connections")
        var count = 0
        for case let connection as [String: Any] in answer.json as? [Any] ?? [] {
            guard let properties = connection["client_properties"] as? [String: Any],
                (properties["connection_name"] as? String)?.contains(part) == true,
                let name = (connection["name"] as? String)?
                    .addingPercentEncoding(withAllowedCharacters: .alphanumerics)
            else { continue }
            try await must("DELETE", "connections/\(name)")
            count += 1
        }
        return count
    }
}
