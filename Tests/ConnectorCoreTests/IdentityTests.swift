import Domain
import Testing

@testable import ConnectorCore

@Suite("The identity of events")
struct IdentityTests {
    private let mapping = MessageMapping(eventType: ValueRule(constant: "a"))

    private func id(source: String, position: String) throws -> ULID {
        let source = SourceDescription(
            id: ULID.derived(at: MappingFixture.now, from: [source]),
            project: ULID.derived(at: MappingFixture.now, from: ["project"]),
            name: "same",
            kind: "kafka",
            mapping: mapping,
            settings: #"{"same":"for all"}"#
        )
        let message = MappingFixture.message("1", position: position)
        let entries = mapping.entries(for: message, source: source, now: MappingFixture.now)
        guard case .event(let event) = try #require(entries.first) else { throw NoEvent() }
        return event.id
    }

    private struct NoEvent: Error {}

    @Test(
        "is the whole position: messages that differ in topic, partition or offset alone are different events",
        .bug(id: "fault(12)")
    )
    func position() throws {
        let positions = ["kafka/orders/3/8812", "kafka/orders/3/8813", "kafka/orders/4/8812", "kafka/other/3/8812"]
        let ids = try positions.map { try id(source: "one", position: $0) }
        #expect(Set(ids).count == positions.count)
        #expect(try id(source: "one", position: positions[0]) == ids[0])
    }

    @Test(
        "is the source's id: two sources with the same name and settings make an event each of the same message",
        .bug(id: "fault(13)")
    )
    func source() throws {
        let position = "kafka/orders/3/8812"
        #expect(try id(source: "one", position: position) != id(source: "two", position: position))
    }
}
