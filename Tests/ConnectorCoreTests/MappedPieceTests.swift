import Domain
import Testing

@testable import ConnectorCore

@Suite("Pieces of a batch")
struct MappedPieceTests {
    private func piece(_ messages: [Message], _ mapping: MessageMapping) -> MappedPiece {
        MappedPiece(of: messages[...], from: MappingFixture.source(mapping), at: MappingFixture.now)
    }

    @Test("a batch of common messages is one piece")
    func common() {
        let messages = (0..<1_000).map { MappingFixture.message("\($0)", position: "kafka/t/0/\($0)") }
        let piece = piece(messages, MessageMapping(eventType: ValueRule(constant: "a")))
        #expect(piece.messages == 1_000)
        #expect(piece.entries.count == 1_000)
        #expect(piece.skipped == 0)
    }

    @Test("messages with many events end a piece soon, so that no append is without bound")
    func many() {
        let event = #"{"specversion":"1.0","type":"a","source":"s","id":"1"}"#
        let body = "[" + Array(repeating: event, count: 1_000).joined(separator: ",") + "]"
        let headers = [("content-type", "application/cloudevents-batch+json")]
        let messages = (0..<9).map { MappingFixture.message(body, headers: headers, position: "kafka/t/0/\($0)") }
        let piece = piece(messages, MessageMapping(format: .cloudEvents))
        #expect(piece.messages == 4)
        #expect(piece.entries.count == 4_000)
        #expect(piece.deadLetters.isEmpty)
    }

    @Test("large data ends a piece too")
    func large() {
        let body = String(repeating: "1", count: 1 << 20)
        let messages = (0..<40).map { MappingFixture.message(body, position: "kafka/t/0/\($0)") }
        #expect(piece(messages, MessageMapping(eventType: ValueRule(constant: "a"))).messages == 32)
    }

    @Test("what is skipped is counted, and has no entry")
    func skipped() {
        let messages = [MappingFixture.message(nil), MappingFixture.message("1"), MappingFixture.message(nil)]
        let piece = piece(messages, MessageMapping(tombstones: .skip, eventType: ValueRule(constant: "a")))
        #expect(piece.messages == 3)
        #expect(piece.skipped == 2)
        #expect(piece.entries.count == 1)
    }
}
