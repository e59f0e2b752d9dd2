internal import Domain

/// How a message carries CloudEvents.
enum CloudEventMode: Hashable {
    /// One event: attributes in headers, data in the body.
    case binary
    /// One event, all of it in a JSON object.
    case structured
    /// Several events, each as a JSON object, in an array.
    case batched

    static let structuredType = "application/cloudevents+json"
    static let batchedType = "application/cloudevents-batch+json"

    /// The most events in one message.
    static let maximumEvents = 1_000

    /// The most bytes of a message with several events.
    static let maximumBatch = 16 << 20

    /// Finds the mode: by the content type, else by headers with attributes, else by the body's first character.
    init(of message: Message) throws(MappingFailure) {
        if let declared = try Self.declared(by: message) {
            self = declared
        } else if message.headers.contains(where: { CloudEventHeader($0.name) != nil }) {
            self = .binary
        } else if let body = message.body, JSON.kind(of: body) == .object {
            self = .structured
        } else {
            throw MappingFailure(
                "no CloudEvent: there are neither headers such as `ce-type` nor the content type \(Self.structuredType) or "
                    + Self.batchedType
            )
        }
    }

    private static func declared(by message: Message) throws(MappingFailure) -> CloudEventMode? {
        guard let text = message.property("content-type") else { return nil }
        switch MediaType(text).essence {
        case structuredType: return .structured
        case batchedType: return .batched
        case let other where other.hasPrefix("application/cloudevents"):
            throw MappingFailure(
                "unknown CloudEvents format \(MappingFailure.quoted(other)): use \(structuredType) or \(batchedType)"
            )
        default: return nil
        }
    }

    /// The most bytes that a message may have so that the data of its events can be within the limit.
    static func bodyLimit(of message: Message, limit: Int) -> Int {
        // Base 64 takes a third more.
        let structured = limit + limit / 3 + CloudEvent.overhead
        return switch try? CloudEventMode(of: message) {
        case .binary: limit
        case .structured, nil: structured
        case .batched: max(structured, maximumBatch)
        }
    }
}
