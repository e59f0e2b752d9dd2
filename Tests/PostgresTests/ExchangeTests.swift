internal import Testing

@testable internal import Postgres

@Suite("One exchange")
struct ExchangeTests {
    private func exchange(_ steps: Exchange<Int>.Step...) -> Exchange<Int> {
        var exchange = Exchange<Int>()
        for step in steps { exchange.sent(step) }
        return exchange
    }

    @Test("answers to preparations are not results")
    func preparations() {
        var exchange = exchange(.prepare("a"), .execute("a"), .execute("b"))
        #expect(exchange.succeeded(with: 0) == .confirmed("a"))
        #expect(exchange.succeeded(with: 1) == .collected)
        #expect(!exchange.isComplete)
        #expect(exchange.succeeded(with: 2) == .collected)
        #expect(exchange.isComplete)
        #expect(exchange.answers == [1, 2])
        #expect(exchange.failure == nil)
    }

    @Test("the first error counts and names its statement; what follows is skipped")
    func errors() {
        var exchange = exchange(.execute("a"), .prepare("b"), .execute("b"), .execute("c"))
        _ = exchange.succeeded(with: 1)
        exchange.failed(with: PostgresError(.query, "broken", sqlState: "42601"))
        exchange.skipped()
        exchange.skipped()
        #expect(exchange.isComplete)
        #expect(exchange.failure?.statement == "b")
        #expect(exchange.failure?.sqlState == "42601")
        exchange.failed(with: PostgresError(.query, "later"))
        #expect(exchange.failure?.message == "broken")
    }

    @Test("an answer to nothing is noticed")
    func surplus() {
        var exchange = exchange(.execute("a"))
        _ = exchange.succeeded(with: 1)
        #expect(exchange.succeeded(with: 2) == .unexpected)
        #expect(exchange.answers == [1])
    }
}
