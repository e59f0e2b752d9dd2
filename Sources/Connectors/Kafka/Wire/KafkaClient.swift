internal import CRdKafka
internal import Glibc
internal import Synchronization

/// A consumer of librdkafka's.
///
/// `@unchecked Sendable`: librdkafka's client and queue handles may be used from any thread. The class is the only owner of its
/// handles. What blocks says so, and belongs on a helper thread; `destroy()` must be called, last. Blocking calls that go on after
/// their callers have given them up keep the handles alive until they return.
final class KafkaClient: @unchecked Sendable {
    private let client: OpaquePointer
    /// Messages, rebalances, errors, statistics.
    private let main: OpaquePointer
    /// Answers to commits, and logs: they must not wait behind messages.
    private let side: OpaquePointer
    private let isCooperative: Bool
    private let usage = Mutex(ClientUsage())

    /// Makes a client that has connected to nothing yet.
    init(_ properties: [KafkaSettings.Property], isCooperative: Bool) throws(KafkaFailure) {
        var configuration = try KafkaConfiguration(properties)
        let client = try configuration.makeClient()
        self.client = client
        self.isCooperative = isCooperative
        rd_kafka_poll_set_consumer(client)
        main = rd_kafka_queue_get_consumer(client)
        side = rd_kafka_queue_new(client)
        rd_kafka_set_log_queue(client, side)
    }

    /// Lets the queues ring when they have something after having had nothing.
    func ring(main mainBell: borrowing Bell, side sideBell: borrowing Bell) {
        var one: UInt64 = 1
        rd_kafka_queue_io_event_enable(main, mainBell.descriptor, &one, 8)
        rd_kafka_queue_io_event_enable(side, sideBell.descriptor, &one, 8)
    }

    func subscribe(_ topics: [String]) throws(KafkaFailure) {
        let list = PartitionList(topics: topics)
        try KafkaFailure.check(list.lend { rd_kafka_subscribe(client, $0) })
    }

    // MARK: - Events

    /// How much waits in the queue of messages. A queue may have something although polling gave nothing.
    var waiting: Int { rd_kafka_queue_length(main) }

    /// The next event of the main queue, owned by the caller; nil when there is none now.
    func poll() -> OpaquePointer? { rd_kafka_queue_poll(main, 0) }

    /// The next event of the side queue. Polling any queue tells librdkafka that we are alive (`max.poll.interval.ms`).
    func pollSide() -> KafkaEvent? {
        guard let event = rd_kafka_queue_poll(side, 0) else { return nil }
        defer { rd_kafka_event_destroy(event) }
        return KafkaEvent(event)
    }

    static func isMessage(_ event: OpaquePointer) -> Bool { rd_kafka_event_type(event) == RD_KAFKA_EVENT_FETCH }

    static func discard(_ event: OpaquePointer) { rd_kafka_event_destroy(event) }

    // MARK: - Assignment

    /// Whether the partitions have been given to somebody else already: nothing can be committed for them.
    var hasLostAssignment: Bool { rd_kafka_assignment_lost(client) != 0 }

    func assign(_ offsets: [PartitionOffset]) throws(KafkaFailure) {
        let list = PartitionList(offsets)
        if isCooperative {
            try KafkaFailure.check(list.lend { rd_kafka_incremental_assign(client, $0) })
        } else {
            try KafkaFailure.check(list.lend { rd_kafka_assign(client, $0) })
        }
    }

    func unassign(_ partitions: [TopicPartition]) throws(KafkaFailure) {
        if isCooperative {
            let list = PartitionList(partitions.map { PartitionOffset($0, 0) })
            try KafkaFailure.check(list.lend { rd_kafka_incremental_unassign(client, $0) })
        } else {
            try KafkaFailure.check(rd_kafka_assign(client, nil))
        }
    }

    /// Gives the whole assignment up.
    func unassignAll() {
        rd_kafka_assign(client, nil)
    }

    /// Stops fetching, and drops what has been fetched ahead.
    func pause(_ partitions: [TopicPartition]) {
        let list = PartitionList(partitions.map { PartitionOffset($0, 0) })
        _ = list.lend { rd_kafka_pause_partitions(client, $0) }
    }

    func resume(_ partitions: [TopicPartition]) {
        let list = PartitionList(partitions.map { PartitionOffset($0, 0) })
        _ = list.lend { rd_kafka_resume_partitions(client, $0) }
    }

    /// Goes to other offsets in paused partitions. Blocks.
    func seek(_ offsets: [PartitionOffset], milliseconds: Int32) throws(KafkaFailure) -> [PartitionOffset] {
        let list = PartitionList(offsets)
        try withRaw { (client) throws(KafkaFailure) in
            try KafkaFailure.check(list.lend { rd_kafka_seek_partitions(client, $0, milliseconds) })
        }
        return list.offsets
    }

    // MARK: - Commits

    /// Sends a commit; its answer comes on the side queue, with the token.
    func commit(_ offsets: [PartitionOffset], token: Int) throws(KafkaFailure) {
        let list = PartitionList(offsets)
        let opaque = UnsafeMutableRawPointer(bitPattern: token)
        try KafkaFailure.check(list.lend { rd_kafka_commit_queue(client, $0, side, nil, opaque) })
    }

    /// Reads these partitions from these offsets on, in no group's name.
    func read(_ offsets: [PartitionOffset]) throws(KafkaFailure) {
        let list = PartitionList(offsets)
        try KafkaFailure.check(list.lend { rd_kafka_assign(client, $0) })
    }

    // MARK: - Closing

    /// Begins to leave the group; what there is to answer comes on the side queue, until ``isClosed``.
    func beginClose() throws(KafkaFailure) {
        try KafkaFailure.check(rd_kafka_consumer_close_queue(client, side))
    }

    var isClosed: Bool { rd_kafka_consumer_closed(client) != 0 }

    /// Takes the bells off, before their descriptors are closed.
    func silence() {
        rd_kafka_queue_io_event_enable(main, -1, nil, 0)
        rd_kafka_queue_io_event_enable(side, -1, nil, 0)
    }

    /// Frees everything. Blocks, in bad cases for long: librdkafka waits for its threads. Nothing may be called after it.
    ///
    /// While a blocking call still uses the handles, nothing is freed here: that call does it when it returns.
    func destroy() {
        if usage.withLock({ $0.end() }) { free() }
    }

    private func free() {
        rd_kafka_set_log_queue(client, nil)
        rd_kafka_queue_destroy(main)
        rd_kafka_queue_destroy(side)
        rd_kafka_destroy_flags(client, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE)
    }

    // MARK: - For the lookups

    /// Lends the handle to a call that blocks; it is not freed before the call has returned.
    ///
    /// - Throws: ``KafkaCode/destroyed`` after `destroy()`, or what the call throws.
    func withRaw<Result>(_ body: (OpaquePointer) throws(KafkaFailure) -> Result) throws(KafkaFailure) -> Result {
        guard usage.withLock({ $0.begin() }) else { throw KafkaFailure(.destroyed) }
        defer { if usage.withLock({ $0.finish() }) { free() } }
        return try body(client)
    }
}
