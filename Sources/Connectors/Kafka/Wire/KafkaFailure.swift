internal import CRdKafka

/// A buffer for the words that librdkafka leaves behind on failure.
struct ErrorText: ~Copyable {
    private var bytes = [CChar](repeating: 0, count: 512)

    /// Lends the buffer to a call and returns what the call did.
    mutating func collect<Result>(_ body: (_ buffer: UnsafeMutablePointer<CChar>?, _ count: Int) -> Result) -> Result {
        bytes.withUnsafeMutableBufferPointer { body($0.baseAddress, $0.count) }
    }

    /// The words.
    var text: String {
        String(decoding: bytes.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}

/// What went wrong in a call to librdkafka.
struct KafkaFailure: Error, Hashable, Sendable, CustomStringConvertible {
    let code: KafkaCode
    /// librdkafka's words.
    let description: String

    init(_ code: KafkaCode, _ description: String? = nil) {
        self.code = code
        self.description = description ?? code.description
    }

    /// Takes over an error object; nil when there is none.
    init?(consuming error: OpaquePointer?) {
        guard let error else { return nil }
        defer { rd_kafka_error_destroy(error) }
        code = KafkaCode(rd_kafka_error_code(error))
        description = String(cString: rd_kafka_error_string(error))
    }

    /// Throws unless the code says that all is well.
    static func check(_ code: rd_kafka_resp_err_t) throws(KafkaFailure) {
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR else { throw KafkaFailure(KafkaCode(code)) }
    }

    /// Throws, and frees, an error object.
    static func check(_ error: OpaquePointer?) throws(KafkaFailure) {
        if let failure = KafkaFailure(consuming: error) { throw failure }
    }
}
