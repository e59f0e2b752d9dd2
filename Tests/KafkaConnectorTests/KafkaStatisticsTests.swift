import Testing

@testable import KafkaConnector

@Suite("Statistics of librdkafka")
struct KafkaStatisticsTests {
    @Test("lag and brokers are read, what is not known is left out")
    func reads() throws {
        let json = """
            {"name":"x","rxmsgs":7,"rxmsg_bytes":900,"brokers":{"a:1/1":{"state":"UP"},"b":{"state":"INIT"}},
             "topics":{"orders":{"topic":"orders","partitions":{"0":{"consumer_lag":12,"fetchq_cnt":3},
             "1":{"consumer_lag":-1},"-1":{"consumer_lag":9}}}}}
            """
        let statistics = try #require(KafkaStatistics(ArraySlice(json.utf8)))
        #expect(statistics.hasBroker)
        #expect(statistics.messages == 7)
        #expect(statistics.bytes == 900)
        #expect(
            statistics.partitions == [
                .init(partition: .init(topic: "orders", partition: 0), lag: 12, waiting: 3),
                .init(partition: .init(topic: "orders", partition: 1), lag: nil, waiting: 0),
            ]
        )
    }

    @Test(
        "junk is no statistics and does no harm",
        arguments: ["", "[]", "{", #"{"topics":[1],"brokers":7,"rxmsgs":"x"}"#]
    )
    func junk(_ json: String) {
        let statistics = KafkaStatistics(ArraySlice(json.utf8))
        #expect(statistics?.partitions.isEmpty != false)
    }
}
