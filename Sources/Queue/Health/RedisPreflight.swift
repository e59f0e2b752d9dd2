public import Redis

/// Checks that a Redis keeps what it is given.
public struct RedisPreflight: Sendable {
    /// One thing that is wrong with the server.
    public struct Problem: Hashable, Sendable {
        /// Whether events can get lost or nothing will work; otherwise it is a notice.
        public let isFatal: Bool
        /// Says what is wrong and what to do, in words for an operator.
        public let text: String
    }

    /// The oldest version that has all commands we send.
    private static let minimumMajorVersion = 6

    /// Asks the server about itself; empty when all is well.
    ///
    /// `INFO` tells all of it, so the check needs no right to `CONFIG`, which hosted servers deny.
    public static func problems(_ redis: RedisClient) async throws -> [Problem] {
        do {
            let reply = try await redis.send(RedisCommand("INFO"))
            guard let text = reply.text else { throw QueueReply.unexpected("the text of INFO", reply) }
            return problems(inInfo: text)
        } catch let error as RedisError where error.code == .permissionDenied || error.code == .server {
            return [
                Problem(
                    isFatal: false,
                    text: "could not check the settings of Redis (INFO was refused: \(error.message)): make sure that "
                        + "maxmemory-policy is noeviction and appendonly is yes"
                )
            ]
        }
    }

    /// Judges the text of `INFO`.
    static func problems(inInfo text: String) -> [Problem] {
        let info = fields(of: text)
        var problems: [Problem] = []
        if let version = info["redis_version"], let major = version.split(separator: ".").first.flatMap({ Int($0) }),
            major < minimumMajorVersion
        {
            problems.append(
                Problem(
                    isFatal: true,
                    text: "Redis \(version) is too old: version \(minimumMajorVersion) or newer is needed"
                )
            )
        }
        problems += check(
            info["maxmemory_policy"],
            wanted: "noeviction",
            name: "maxmemory-policy",
            risk: "Redis deletes accepted events when its memory is full"
        )
        problems += check(
            info["aof_enabled"].map { $0 == "1" ? "yes" : "no" },
            wanted: "yes",
            name: "appendonly",
            risk: "accepted events are lost when Redis restarts"
        )
        if info["role"] == "slave" {
            problems.append(Problem(isFatal: true, text: "this Redis is a read-only replica: connect to its master"))
        }
        if info["cluster_enabled"] == "1" {
            problems.append(Problem(isFatal: true, text: "this Redis is part of a Cluster, which is not supported yet"))
        }
        return problems
    }

    private static func check(_ value: String?, wanted: String, name: String, risk: String) -> [Problem] {
        guard let value else {
            return [Problem(isFatal: false, text: "could not check \(name) of Redis: make sure that it is \(wanted)")]
        }
        if value == wanted { return [] }
        return [
            Problem(
                isFatal: true,
                text: "Redis has \(name) \(value), so \(risk): set \(name) \(wanted) in redis.conf, "
                    + "or run `redis-cli config set \(name) \(wanted)`"
            )
        ]
    }

    /// Reads `name:value` lines; `#` starts a heading.
    private static func fields(of text: String) -> [String: String] {
        var fields: [String: String] = [:]
        for line in text.split(whereSeparator: \.isNewline) where !line.hasPrefix("#") {
            guard let colon = line.firstIndex(of: ":") else { continue }
            fields[String(line[..<colon])] = String(line[line.index(after: colon)...])
        }
        return fields
    }
}
