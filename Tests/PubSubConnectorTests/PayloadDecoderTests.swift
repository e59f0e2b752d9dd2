import Domain
import Testing

@testable import PubSubConnector

@Suite("Payloads in base 64")
struct PayloadDecoderTests {
    @Test("every length comes back, after what is there already")
    func lengths() {
        for count in 0..<200 {
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...255) }
            var storage: [UInt8] = [1, 2, 3]
            #expect(PayloadDecoder.append(Bytes(Base64.encode(bytes).utf8), to: &storage))
            #expect(storage == [1, 2, 3] + bytes)
        }
    }

    @Test("the alphabet of URLs and missing padding are read", arguments: ["-_-_", "+/+/", "YQ", "YQ==", "YWI", ""])
    func forms(_ text: String) {
        var storage: [UInt8] = []
        #expect(PayloadDecoder.append(Bytes(text.utf8), to: &storage))
        #expect(storage.count == text.filter { $0 != "=" }.count * 3 / 4)
    }

    @Test(
        "what is not base 64 leaves nothing",
        arguments: ["Y", "Y===", "Y*==", "YWJj*WJj", "YW Jj", "ÄÖÜß", "====", "YWJjZ"]
    )
    func faults(_ text: String) {
        var storage: [UInt8] = [7]
        #expect(!PayloadDecoder.append(Bytes(text.utf8), to: &storage))
        #expect(storage == [7])
    }
}
