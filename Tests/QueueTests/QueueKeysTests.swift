internal import Queue
internal import Testing

@Suite("Keys")
struct QueueKeysTests {
    @Test("have the documented names")
    func names() {
        let keys = QueueKeys(shard: 3)
        #expect(keys.intake == "longshore:{3}:intake")
        #expect(keys.endpoints == "longshore:{3}:endpoints")
        #expect(keys.marker == "longshore:{3}:marker")
        #expect(keys.due("E") == "longshore:{3}:due:E")
        #expect(keys.slot("S", 2) == "longshore:{3}:slot:S:2")
    }

    @Test("of a shard share one hash tag")
    func tags() {
        let keys = QueueKeys(shard: 12, prefix: "test")
        for key in [keys.intake, keys.endpoints, keys.marker, keys.due("E"), keys.slot("S", 0)] {
            #expect(key.hasPrefix("test:{12}:"))
        }
    }
}
