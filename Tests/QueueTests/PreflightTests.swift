internal import Testing

@testable internal import Queue

@Suite("Start-up check of Redis")
struct PreflightTests {
    private func info(
        version: String = "7.0.15",
        policy: String = "noeviction",
        aof: String = "1",
        role: String = "master",
        cluster: String = "0"
    ) -> String {
        """
        # Server\r
        redis_version:\(version)\r
        executable:/usr/bin/redis-server:x\r
        # Memory\r
        maxmemory_policy:\(policy)\r
        # Persistence\r
        aof_enabled:\(aof)\r
        # Replication\r
        role:\(role)\r
        # Cluster\r
        cluster_enabled:\(cluster)\r
        """
    }

    @Test("finds nothing to say about a good server")
    func good() {
        #expect(RedisPreflight.problems(inInfo: info()).isEmpty)
    }

    @Test("names eviction with what to do")
    func eviction() throws {
        let problem = try #require(RedisPreflight.problems(inInfo: info(policy: "allkeys-lru")).first)
        #expect(problem.isFatal)
        #expect(problem.text.contains("maxmemory-policy allkeys-lru"))
        #expect(problem.text.contains("redis-cli config set maxmemory-policy noeviction"))
    }

    @Test("names a missing append-only file")
    func volatile() throws {
        let problem = try #require(RedisPreflight.problems(inInfo: info(aof: "0")).first)
        #expect(problem.isFatal)
        #expect(problem.text.contains("appendonly no"))
    }

    @Test("names all problems at once")
    func several() {
        let problems = RedisPreflight.problems(
            inInfo: info(version: "5.0.7", policy: "volatile-ttl", aof: "0", role: "slave", cluster: "1")
        )
        #expect(problems.count == 5)
        #expect(problems.allSatisfy { $0.isFatal })
    }

    @Test("says what it could not find out", arguments: ["", "nonsense", "redis_version", ":::\n#"])
    func unknown(text: String) {
        let problems = RedisPreflight.problems(inInfo: text)
        #expect(problems.count == 2)
        #expect(problems.allSatisfy { !$0.isFatal && $0.text.hasPrefix("could not check") })
    }
}
