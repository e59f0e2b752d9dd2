internal import Domain
public import Redis
internal import Synchronization

/// The hand-off from those who accept events to those who persist them: Redis streams with one consumer group.
///
/// An entry stays in its stream until a worker has acknowledged it, so the length of a stream is the backlog. Appending
/// never checks the bound by itself: an accepted event is better kept than refused; whoever asks for more events asks
/// `level()` first.
public final class IntakeStream: Sendable {
    /// The consumer group that all workers share.
    public static let group = "workers"

    /// Ids per acknowledging command: bounds how long Redis is held up.
    static let acknowledgeChunk = 1_000

    let redis: RedisClient
    let keys: [QueueKeys]
    private let bound: IntakeBound
    /// Whether `XPENDING` takes `IDLE`, as it does since Redis 6.2.
    let filtersByIdle = Atomic<Bool>(true)
    private let nextShard = Atomic<Int>(0)

    /// Uses `shards` streams under the given prefix; the bound holds for each of them.
    public init(
        redis: RedisClient,
        shards: Int = 1,
        bound: IntakeBound = IntakeBound(),
        prefix: String = QueueKeys.defaultPrefix
    ) {
        precondition(shards > 0, "an intake needs at least one shard")
        self.redis = redis
        self.bound = bound
        keys = (0..<shards).map { QueueKeys(shard: $0, prefix: prefix) }
    }

    /// How many streams there are.
    public var shards: Int { keys.count }

    /// Appends encoded entries in one round trip; when it returns, Redis has all of them.
    ///
    /// All entries of a call go to the same shard, in their order. After an error any number of them may have been
    /// appended: repeating all is right, since ids are derived and repeats collide harmlessly.
    ///
    /// - Parameters:
    ///   - entries: the encoded entries.
    ///   - limit: how long Redis may take; nil: the client's time-out.
    /// - Returns: how many entries the shard holds now.
    /// - Throws: `RedisError`; when its `isRetryable` says so, the same call can succeed later.
    @discardableResult
    public func append(_ entries: [[UInt8]], within limit: Duration? = nil) async throws -> Int {
        guard !entries.isEmpty else { return 0 }
        let index = nextShard.wrappingAdd(1, ordering: .relaxed).oldValue
        let key = RedisArgument.text(keys[Int(UInt(bitPattern: index) % UInt(keys.count))].intake)
        let field = RedisArgument.text(StreamEntry.field)
        var commands: [RedisCommand] = []
        commands.reserveCapacity(entries.count + 1)
        for entry in entries { commands.append(RedisCommand("XADD", key, "*", field, .bytes(entry[...]))) }
        commands.append(RedisCommand("XLEN", key))
        let replies = try await redis.pipeline(commands, within: limit)
        try replies.throwFirstFailure()
        return Int(try replies[entries.count].requireInteger())
    }

    /// Asks Redis how much waits, over all shards.
    public func level() async throws -> IntakeLevel {
        let commands = keys.flatMap {
            [RedisCommand("XLEN", .text($0.intake)), RedisCommand("MEMORY", "USAGE", .text($0.intake), "SAMPLES", "5")]
        }
        let replies = try await redis.pipeline(commands)
        var entries = 0
        var bytes = 0
        var isFull = false
        for shard in keys.indices {
            let length = Int(try replies[2 * shard].requireInteger())
            let usage = replies[2 * shard + 1]
            let size = usage.isNull ? 0 : Int(try usage.requireInteger())
            entries += length
            bytes += size
            isFull = isFull || length >= bound.entries || size >= bound.bytes
        }
        return IntakeLevel(entries: entries, bytes: bytes, isFull: isFull)
    }

    /// Ends entries: takes them out of the consumer group and out of the stream, both or neither.
    public func acknowledge(_ ids: [StreamID], shard: Int = 0) async throws {
        guard !ids.isEmpty else { return }
        let key = RedisArgument.text(keys[shard].intake)
        var commands = [RedisCommand("MULTI")]
        for part in ids.chunks(of: Self.acknowledgeChunk) {
            let ids = part.map { RedisArgument.text($0.description) }
            commands.append(RedisCommand(["XACK", key, .text(Self.group)] + ids))
            commands.append(RedisCommand(["XDEL", key] + ids))
        }
        commands.append(RedisCommand("EXEC"))
        let replies = try await redis.pipeline(commands)
        try replies.throwFirstFailure()
        // The answers of the transaction itself.
        try replies.last?.requireElements().throwFirstFailure()
    }

    /// Makes a reader that takes entries of a shard in the name of `consumer`.
    ///
    /// The name must be unique among those alive. A process that comes back under the same name gets first what it had
    /// taken and not acknowledged.
    public func reader(shard: Int = 0, consumer: String) -> IntakeReader {
        IntakeReader(stream: self, shard: shard, consumer: consumer)
    }
}
