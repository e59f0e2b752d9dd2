import Testing

@testable import KafkaConnector

@Suite("the end of a client")
struct ClientUsageTests {
    @Test("without calls it is freed at once, and only once")
    func idle() {
        var usage = ClientUsage()
        let began = usage.begin()
        #expect(began)
        let isFreedByCall = usage.finish()
        #expect(!isFreedByCall)
        let isFreed = usage.end()
        #expect(isFreed)
        let isFreedAgain = usage.end()
        #expect(!isFreedAgain)
    }

    @Test("the last call that still runs frees it, and no other begins")
    func busy() {
        var usage = ClientUsage()
        let began = [usage.begin(), usage.begin()]
        #expect(began == [true, true])
        let isFreed = usage.end()
        #expect(!isFreed)
        let beganLate = usage.begin()
        #expect(!beganLate)
        let freed = [usage.finish(), usage.finish()]
        #expect(freed == [false, true])
    }

    @Test("a lookup that its caller has given up keeps librdkafka's handles")
    func givenUp() throws {
        let client = try KafkaClient([.init(name: "group.id", value: "g")], isCooperative: false)
        try client.withRaw { (_) throws(KafkaFailure) in
            client.destroy()
            #expect(client.waiting == 0)
        }
        let refusal = #expect(throws: KafkaFailure.self) {
            try client.watermarks(of: TopicPartition(topic: "t", partition: 0), milliseconds: 10)
        }
        #expect(refusal?.code == .destroyed)
    }
}
