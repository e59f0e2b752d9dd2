internal import Domain

/// What one of Google's servers says when it does not do what it was asked.
struct GoogleError: Hashable, Sendable, CustomStringConvertible {
    /// The HTTP status.
    let code: Int
    /// Google's word for it, such as `NOT_FOUND`; empty when the answer has none.
    let status: String
    /// What happened.
    let message: String
    /// The reason of its `ErrorInfo`, such as `SERVICE_DISABLED`.
    var reason = ""
    /// The details of its `ErrorInfo`: for exactly-once subscriptions, what became of which acknowledgement.
    var metadata: [String: String] = [:]

    /// Messages are for people; a longer one is not.
    private static let longest = 300

    /// Reads an answer; what is not Google's JSON leaves the HTTP status.
    init(code: Int, body: [UInt8]) {
        self.code = code
        let members = Self.members(body[...])
        guard let error = members["error"] else {
            (status, message) = ("", "HTTP \(code)")
            return
        }
        // Token servers have a word there, and its description beside it.
        if let word = JSON.string(from: error) {
            status = word
            message = Self.bounded(members["error_description"].flatMap(JSON.string) ?? word)
            return
        }
        let details = Self.members(error)
        status = details["status"].flatMap(JSON.string) ?? ""
        message = Self.bounded(details["message"].flatMap(JSON.string) ?? "HTTP \(code)")
        guard let list = details["details"], let elements = try? JSON.elements(of: list) else { return }
        for detail in elements.map(Self.members) {
            guard let reason = detail["reason"].flatMap(JSON.string) else { continue }
            self.reason = reason
            metadata = detail["metadata"].map(Self.members)?.compactMapValues(JSON.string) ?? [:]
        }
    }

    /// Whether the same request may succeed later.
    var isTransient: Bool {
        code >= 500 || code == 429 || code == 408 || code == 499 || ["ABORTED", "DEADLINE_EXCEEDED"].contains(status)
    }

    var description: String { status.isEmpty ? message : "\(status): \(message)" }

    private static func members(_ object: Bytes) -> [String: Bytes] {
        guard let members = try? JSON.members(of: object) else { return [:] }
        return Dictionary(members.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
    }

    private static func bounded(_ text: String) -> String {
        let line = String(text.prefix(longest).map { $0.isNewline ? " " : $0 })
        return text.count > longest ? line + "…" : line
    }
}
