internal import ConnectorCore
internal import Logging
internal import Redis

extension RedisStreamsSession {
    /// Makes the consumer group, and the stream with it; a group that is there stays as it is.
    func ensureGroup(of stream: String, at start: RedisStreamsSettings.Start) async throws {
        let first =
            switch start {
            case .earliest: "0"
            case .latest: "$"
            case .after(let id): id.description
            }
        let command = RedisCommand(
            "XGROUP",
            "CREATE",
            .text(stream),
            .text(settings.group),
            .text(first),
            "MKSTREAM"
        )
        do {
            _ = try await client.send(command)
        } catch let error as RedisError where error.code == .busyGroup {
            // It is there already.
        } catch let error as RedisError where error.code == .wrongType {
            throw RedisError(.wrongType, "the key `\(stream)` holds something else than a stream")
        }
    }

    /// Makes groups that have disappeared under us: somebody deleted them, or Redis has lost its data.
    ///
    /// They begin at the beginning, whatever `start` says: nothing of the stream is skipped, and what was stored before is known by its
    /// position. This holds while the session runs; a group that is missing when a session opens begins as `start` says.
    func remakeGroups() async throws {
        logger.warning("the consumer group has disappeared and is made anew, from the beginning of the stream")
        for stream in settings.streams { try await ensureGroup(of: stream, at: .earliest) }
    }

    /// What a failure of Redis means for the source.
    func connectorError(_ error: RedisError) -> ConnectorError {
        switch error.code {
        case .authentication:
            ConnectorError(.credentials, "Redis does not let us in (`username`, `password`): \(error.message)")
        case .permissionDenied:
            ConnectorError(
                .forbidden,
                "the user may not read the streams: grant `+@stream +@connection` and the keys: \(error.message)"
            )
        case .wrongType:
            ConnectorError(.configuration, "`streams`: \(error.message)")
        case .noGroup:
            ConnectorError(.missing, "the consumer group does not exist: \(error.message)")
        case .timeout:
            ConnectorError(.timeout, "Redis does not answer: \(error.message)")
        case .unexpectedReply, .protocolViolation:
            ConnectorError(.protocolFailure, "Redis answers what we do not understand: \(error.message)")
        case .server:
            ConnectorError(.configuration, "Redis refuses a command; version 6.2 or newer is needed: \(error.message)")
        default:
            ConnectorError(.disconnected, "Redis is out of reach: \(error.message)")
        }
    }
}
