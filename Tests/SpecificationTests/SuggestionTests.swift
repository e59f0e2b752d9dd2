import Specification
import Testing

@Suite("Suggestions")
struct SuggestionTests {
    @Test(
        "proposes the word that was probably meant",
        arguments: [
            ("broker", "brokers"), ("topcis", "topics"), ("KAFKA", "kafka"), ("consumer_grop", "consumer_group"),
            ("nmae", "name"),
        ]
    )
    func near(written: String, meant: String) {
        let known = ["kafka", "brokers", "topics", "consumer_group", "name"]
        #expect(Suggestion.nearest(to: written, in: known) == meant)
    }

    @Test("proposes nothing when nothing is near", arguments: ["x", "frequency", ""])
    func far(written: String) {
        #expect(Suggestion.nearest(to: written, in: ["brokers", "topics", "url"]) == nil)
    }
}
