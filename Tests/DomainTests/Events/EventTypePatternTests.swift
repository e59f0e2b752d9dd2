import Domain
import Testing

@Suite("Event type pattern")
struct EventTypePatternTests {
    @Test(
        "matches exactly, by prefix, or everything",
        arguments: [
            ("order.paid", "order.paid", true),
            ("order.paid", "order.paid.late", false),
            ("order.paid", "Order.paid", false),
            ("*", "order.paid", true),
            ("*", "", true),
            ("order.*", "order.paid", true),
            ("order.*", "order.refund.done", true),
            ("order.*", "order", false),
            ("order.*", "order.", false),
            ("order.*", "orders.paid", false),
            ("order.*", "my.order.paid", false),
            ("order.refund.*", "order.refund.done", true),
            ("order.refund.*", "order.paid", false),
            ("größe.*", "größe.l", true),
        ]
    )
    func matching(pattern: String, eventType: String, expected: Bool) throws {
        #expect(try #require(EventTypePattern(pattern)).matches(eventType) == expected)
    }

    @Test(
        "refuses stars elsewhere",
        arguments: ["", "**", "*.paid", "order*", "or*der", "order.*.paid", ".*", "order.**", "*.*"]
    )
    func refusals(text: String) {
        #expect(EventTypePattern(text) == nil)
    }
}
