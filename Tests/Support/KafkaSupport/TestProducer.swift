internal import CRdKafka
internal import Glibc
internal import Synchronization

/// Publishes what tests need, exactly: null payloads, header bytes, partitions, times.
///
/// `@unchecked Sendable`: librdkafka's handles may be used from any thread.
public final class TestProducer: @unchecked Sendable {
    private let client: OpaquePointer
    private let refusals: Refusals

    /// Messages that were not stored: flushing alone does not tell them from those that were.
    private final class Refusals: Sendable {
        private let first = Mutex<String?>(nil)

        func note(_ reason: String) { first.withLock { $0 = $0 ?? reason } }
        func take() -> String? { first.withLock { $0.take() } }
    }

    /// Makes a producer.
    public init(_ bootstrap: String, properties: [String: String] = [:]) throws {
        let configuration = rd_kafka_conf_new()
        var all = ["bootstrap.servers": bootstrap, "linger.ms": "1", "message.max.bytes": "100000000"]
        all.merge(properties) { $1 }
        for (name, value) in all { rd_kafka_conf_set(configuration, name, value, nil, 0) }
        let refusals = Refusals()
        self.refusals = refusals
        rd_kafka_conf_set_opaque(configuration, Unmanaged.passUnretained(refusals).toOpaque())
        rd_kafka_conf_set_dr_msg_cb(configuration) { _, message, context in
            guard let message, let context, message.pointee.err != RD_KAFKA_RESP_ERR_NO_ERROR else { return }
            let reason = String(cString: rd_kafka_err2str(message.pointee.err))
            Unmanaged<Refusals>.fromOpaque(context).takeUnretainedValue()
                .note("partition \(message.pointee.partition): \(reason)")
        }
        guard let client = rd_kafka_new(RD_KAFKA_PRODUCER, configuration, nil, 0) else {
            throw BrokerProblem("no producer")
        }
        self.client = client
    }

    deinit { rd_kafka_destroy(client) }

    /// Lends the handle to a call.
    func withClient<Result>(_ body: (OpaquePointer) throws -> Result) rethrows -> Result { try body(client) }

    /// Publishes one message; it has been stored when `flush()` has returned.
    public func send(
        _ topic: String,
        partition: Int32 = -1,
        key: [UInt8]? = nil,
        value: [UInt8]?,
        headers: [(String, [UInt8]?)] = [],
        milliseconds: Int64? = nil
    ) throws {
        while true {
            let code = produce(topic, partition, key, value, headers, milliseconds)
            switch code {
            case RD_KAFKA_RESP_ERR_NO_ERROR: return
            case RD_KAFKA_RESP_ERR__QUEUE_FULL: rd_kafka_poll(client, 10)
            default: throw BrokerProblem(String(cString: rd_kafka_err2str(code)))
            }
        }
    }

    /// Publishes texts.
    public func send(_ topic: String, partition: Int32 = -1, _ texts: some Sequence<String>) throws {
        for text in texts { try send(topic, partition: partition, value: Array(text.utf8)) }
        try flush()
    }

    /// Waits until everything is stored; throws when something was not.
    public func flush() throws {
        guard rd_kafka_flush(client, 20_000) == RD_KAFKA_RESP_ERR_NO_ERROR else {
            throw BrokerProblem("not flushed in time")
        }
        if let reason = refusals.take() { throw BrokerProblem("a message was not stored: \(reason)") }
    }

    private func produce(
        _ topic: String,
        _ partition: Int32,
        _ key: [UInt8]?,
        _ value: [UInt8]?,
        _ headers: [(String, [UInt8]?)],
        _ milliseconds: Int64?
    ) -> rd_kafka_resp_err_t {
        var key = key, value = value
        let (keyCount, valueCount) = (key?.count ?? 0, value?.count ?? 0)
        return topic.withCString { topic in
            withPointer(&key) { key in
                withPointer(&value) { value in
                    var units: [rd_kafka_vu_t] = []
                    func add(_ kind: rd_kafka_vtype_t, _ change: (inout rd_kafka_vu_t) -> Void) {
                        var unit = rd_kafka_vu_t()
                        unit.vtype = kind
                        change(&unit)
                        units.append(unit)
                    }
                    add(RD_KAFKA_VTYPE_TOPIC) { $0.u.cstr = topic }
                    add(RD_KAFKA_VTYPE_PARTITION) { $0.u.i32 = partition }
                    add(RD_KAFKA_VTYPE_MSGFLAGS) { $0.u.i = RD_KAFKA_MSG_F_COPY }
                    add(RD_KAFKA_VTYPE_KEY) { unit in
                        unit.u.mem.ptr = key
                        unit.u.mem.size = keyCount
                    }
                    add(RD_KAFKA_VTYPE_VALUE) { unit in
                        unit.u.mem.ptr = value
                        unit.u.mem.size = valueCount
                    }
                    if let milliseconds { add(RD_KAFKA_VTYPE_TIMESTAMP) { $0.u.i64 = milliseconds } }
                    let list = rd_kafka_headers_new(headers.count)
                    for (name, value) in headers {
                        rd_kafka_header_add(list, name, -1, value, value?.count ?? 0)
                    }
                    add(RD_KAFKA_VTYPE_HEADERS) { $0.u.headers = list }
                    let error = rd_kafka_produceva(client, &units, units.count)
                    defer { if let error { rd_kafka_error_destroy(error) } }
                    let code = error.map { rd_kafka_error_code($0) } ?? RD_KAFKA_RESP_ERR_NO_ERROR
                    // Taken over only when the message was.
                    if code != RD_KAFKA_RESP_ERR_NO_ERROR { rd_kafka_headers_destroy(list) }
                    return code
                }
            }
        }
    }

    private func withPointer<Result>(
        _ bytes: inout [UInt8]?,
        _ body: (UnsafeMutableRawPointer?) -> Result
    ) -> Result {
        guard var present = bytes else { return body(nil) }
        // An empty array has no address, and a null pointer would mean a null payload.
        if present.isEmpty { present = [0] }
        return present.withUnsafeMutableBytes { body($0.baseAddress) }
    }
}
