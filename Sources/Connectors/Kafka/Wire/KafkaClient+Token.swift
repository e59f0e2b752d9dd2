internal import CRdKafka
internal import Domain

extension KafkaClient {
    /// Gives librdkafka the token that it shows to brokers from now on.
    func setToken(_ token: OAuthToken, extensions: [KafkaSettings.Property]) throws(KafkaFailure) {
        let end = Timestamp.now().milliseconds + Int64(token.lifetime.milliseconds)
        // Librdkafka copies names and values, which stand in turns in one list.
        let texts = extensions.flatMap { [$0.name, $0.value] }.map { Array($0.utf8CString) }
        var words = ErrorText()
        let code = try withRaw { (client) throws(KafkaFailure) in
            words.collect { buffer, count in
                Self.withPointers(to: texts[...], []) { pointers in
                    var pointers = pointers
                    return rd_kafka_oauthbearer_set_token(
                        client,
                        token.value,
                        end,
                        token.principal,
                        &pointers,
                        pointers.count,
                        buffer,
                        count
                    )
                }
            }
        }
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR else { throw KafkaFailure(KafkaCode(code), words.text) }
    }

    private static func withPointers<Result>(
        to texts: ArraySlice<[CChar]>,
        _ pointers: [UnsafePointer<CChar>?],
        _ body: ([UnsafePointer<CChar>?]) -> Result
    ) -> Result {
        guard let first = texts.first else { return body(pointers) }
        return first.withUnsafeBufferPointer { buffer in
            withPointers(to: texts.dropFirst(), pointers + [buffer.baseAddress], body)
        }
    }
}
