internal import Foundation
internal import Logging
internal import Reactor
internal import Redis
internal import TestSupport

/// The Redis that all tests share; each one keeps to keys of its own.
enum TestRedis {
    static func url() throws -> String {
        guard let url = ProcessInfo.processInfo.environment["LONGSHORE_TEST_REDIS_URL"], !url.isEmpty else {
            throw TestFailure("LONGSHORE_TEST_REDIS_URL is not set: start a Redis and name it, or run `make test`")
        }
        return url
    }

    /// Lends a client of the shared server and a prefix for keys, all of which are gone afterwards.
    static func withClient<Value>(
        connections: Int = 1,
        settings: RedisSettings = RedisSettings(),
        _ body: (RedisClient, String) async throws -> Value
    ) async throws -> Value {
        let prefix = "test-\(UUID().uuidString.prefix(12))"
        return try await withClient(of: try url(), connections: connections, settings: settings) { redis in
            let result: Result<Value, any Error>
            do { result = .success(try await body(redis, prefix)) } catch { result = .failure(error) }
            try await removeKeys(prefix, redis)
            return try result.get()
        }
    }

    /// Lends a client of any server.
    static func withClient<Value>(
        of url: String,
        connections: Int = 1,
        settings: RedisSettings = RedisSettings(),
        _ body: (RedisClient) async throws -> Value
    ) async throws -> Value {
        let reactor = Reactor.start(name: "test-redis")
        let redis = RedisClient(
            endpoint: try RedisEndpoint(url: url),
            connections: connections,
            settings: settings,
            reactor: reactor,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        let result: Result<Value, any Error>
        do { result = .success(try await body(redis)) } catch { result = .failure(error) }
        await redis.close()
        reactor.stop()
        await reactor.stopped()
        return try result.get()
    }

    /// The error that `body` throws.
    static func failure(_ body: () async throws -> Void) async throws -> RedisError {
        do { try await body() } catch let error as RedisError { return error }
        throw TestFailure("expected an error of Redis, but there was none")
    }

    private static func removeKeys(_ prefix: String, _ redis: RedisClient) async throws {
        var cursor = "0"
        repeat {
            let page = try await redis.send(
                RedisCommand("SCAN", .text(cursor), "MATCH", .text("\(prefix)*"), "COUNT", "1000")
            ).requireElements()
            cursor = page.first?.text ?? "0"
            for key in try page[1].requireElements() {
                _ = try await redis.send(RedisCommand("DEL", .bytes(try key.requireBytes()[...])))
            }
        } while cursor != "0"
    }
}
