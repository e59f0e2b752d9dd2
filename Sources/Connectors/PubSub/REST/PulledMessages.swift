internal import ConnectorCore
internal import Domain

/// A message with what it is acknowledged by.
struct PulledMessage: Sendable {
    let ackID: String
    let message: Message

    /// About how much memory it takes.
    var size: Int {
        message.headers.reduce(message.body?.count ?? 0) { $0 + $1.name.utf8.count + ($1.value?.count ?? 0) }
    }
}

/// Reads the answer to a pull. All payloads and values are copied once, into one storage that the messages share.
struct PulledMessages {
    /// The header that says how often Google has tried; only of subscriptions with a dead-letter policy.
    static let attemptHeader = "x-google-pubsub-delivery-attempt"

    private struct Draft {
        var ackID = ""
        var id = ""
        var published: Timestamp?
        var key: Range<Int>?
        var body: Range<Int>
        var headers: [(name: String, value: Range<Int>)] = []
    }

    private var storage: [UInt8] = []
    private var drafts: [Draft] = []

    /// The messages of an answer; none when it is an empty one.
    ///
    /// - Throws: `JSONError` when the answer is not JSON. Nothing in a message can make the others unreadable.
    static func read(_ answer: [UInt8], subscription: String) throws(JSONError) -> [PulledMessage] {
        var reader = PulledMessages()
        guard let received = try JSON.members(of: answer[...]).last(where: { $0.name == "receivedMessages" }) else {
            return []
        }
        // Base 64 is the most of an answer, and a third longer than what it stands for.
        reader.storage.reserveCapacity(answer.count)
        for element in try JSON.elements(of: received.value) { try reader.add(element) }
        return reader.messages(subscription)
    }

    /// Reads an answer away from the reactor, which has sockets to serve meanwhile.
    @concurrent
    static func readAside(_ answer: [UInt8], subscription: String) async throws(JSONError) -> [PulledMessage] {
        try read(answer, subscription: subscription)
    }

    private mutating func add(_ element: Bytes) throws(JSONError) {
        guard JSON.kind(of: element) == .object else { return }
        var draft = Draft(body: storage.count..<storage.count)
        for (name, value) in try JSON.members(of: element) {
            switch name {
            case "ackId": draft.ackID = JSON.string(from: value) ?? ""
            case "message" where JSON.kind(of: value) == .object: try addMessage(value, to: &draft)
            case "deliveryAttempt":
                guard let text = JSON.text(of: value) else { continue }
                draft.headers.append((Self.attemptHeader, append(Bytes(text.utf8))))
            default: break
            }
        }
        // Without it nothing can be said about the message; Google always gives it.
        if !draft.ackID.isEmpty { drafts.append(draft) }
    }

    private mutating func addMessage(_ message: Bytes, to draft: inout Draft) throws(JSONError) {
        for (name, value) in try JSON.members(of: message) {
            switch name {
            case "data": draft.body = appendPayload(value)
            case "attributes" where JSON.kind(of: value) == .object:
                for (name, value) in try JSON.members(of: value) where JSON.kind(of: value) == .string {
                    draft.headers.append((name, appendText(value)))
                }
            case "messageId": draft.id = JSON.string(from: value) ?? ""
            case "publishTime": draft.published = JSON.string(from: value).flatMap(Timestamp.init(iso8601:))
            case "orderingKey":
                let key = appendText(value)
                if !key.isEmpty { draft.key = key }
            default: break
            }
        }
    }

    // MARK: - Storage

    private mutating func append(_ bytes: Bytes) -> Range<Int> {
        let start = storage.count
        storage.append(contentsOf: bytes)
        return start..<storage.count
    }

    /// The text of a JSON string; as it stands there when it is no text in UTF-8.
    private mutating func appendText(_ literal: Bytes) -> Range<Int> {
        let content = literal.dropFirst().dropLast()
        guard content.contains(UInt8(ascii: "\\")), let text = JSON.string(from: literal) else {
            return append(content)
        }
        return append(Bytes(text.utf8))
    }

    /// A payload. What is not base 64 is kept as it stands: its bytes are for a dead letter.
    private mutating func appendPayload(_ literal: Bytes) -> Range<Int> {
        let start = storage.count
        var content = literal.dropFirst().dropLast()
        // Some servers write `=` as an escape.
        if content.contains(UInt8(ascii: "\\")), let text = JSON.string(from: literal) { content = Bytes(text.utf8) }
        if PayloadDecoder.append(content, to: &storage) { return start..<storage.count }
        return append(content)
    }

    private func messages(_ subscription: String) -> [PulledMessage] {
        drafts.map { draft in
            var attributes = [
                Header(name: "subscription", value: subscription), Header(name: "message-id", value: draft.id),
            ]
            if let time = draft.published {
                attributes.append(Header(name: "timestamp", value: String(time.milliseconds)))
            }
            let message = Message(
                position: draft.id.isEmpty ? "" : "\(PubSubConnector.kind)/\(subscription)/\(draft.id)",
                timestamp: draft.published,
                key: draft.key.map { storage[$0] },
                headers: draft.headers.map { MessageHeader(name: $0.name, value: storage[$0.value]) },
                body: storage[draft.body],
                attributes: attributes
            )
            return PulledMessage(ackID: draft.ackID, message: message)
        }
    }
}
