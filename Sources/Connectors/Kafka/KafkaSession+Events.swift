internal import ConnectorCore
internal import Logging

extension KafkaSession {
    /// Reads and frees an event that holds no message.
    func handle(_ raw: OpaquePointer) {
        let event = KafkaEvent(raw)
        KafkaClient.discard(raw)
        handle(event)
    }

    func handle(_ event: KafkaEvent) {
        switch event {
        case .assign, .revoke, .reset:
            rebalances.append(event)
            sideBell.ring()
        case .failure(let failure, let isFatal, let topic):
            react(to: failure, isFatal: isFatal, topic: topic)
        case .statistics(let json):
            report(json)
        case .committed(let token, let code, let offsets):
            commitAnswered(token, code, offsets)
        case .log(let level, let facility, let text):
            log(level, facility, text)
        case .message, .partitionEnd:
            break
        case .unknown(let name):
            if health.isFirst(name) {
                logger.notice("event of librdkafka that is not known", metadata: ["event": "\(name)"])
            }
        }
    }

    /// Answers to commits, and logs.
    func drainSide() {
        while let event = client.pollSide() { handle(event) }
    }

    // MARK: - Failures

    private func react(to failure: KafkaFailure, isFatal: Bool, topic: String?) {
        let surroundings = KafkaHealth.Surroundings(
            settings: settings,
            topic: topic,
            hasAssignment: !table.entries.isEmpty
        )
        switch health.reaction(to: failure, isFatal: isFatal, in: surroundings) {
        case .ignore:
            logger.debug("librdkafka", metadata: [LogKey.error: "\(failure)", LogKey.code: "\(failure.code.rawValue)"])
        case .degrade(let error):
            logger.warning("source is degraded", metadata: [LogKey.error: "\(error.message)"])
            status.degraded(error)
        case .fail(let error):
            fail(error)
        }
    }

    /// Librdkafka's levels are syslog's; of what it retries by itself nobody has to be told as of an error.
    private func log(_ level: Int, _ facility: String, _ text: String) {
        let mapped: Logger.Level =
            switch level {
            case ...2: .error
            case 3...4: .warning
            case 5...6: .info
            default: .debug
            }
        // `FAIL` and `ERROR` come with an event that says the same, and is dealt with.
        let isRepeated = facility == "FAIL" || facility == "ERROR"
        logger.log(
            level: isRepeated ? .debug : mapped,
            "librdkafka",
            metadata: ["facility": "\(facility)", "text": "\(text)"]
        )
    }

    // MARK: - Statistics

    private func report(_ json: [UInt8]) {
        guard let statistics = KafkaStatistics(json[...]) else { return }
        metrics.record(statistics, partitions: table.entries.keys)
        let lags = statistics.partitions.filter { table.entries[$0.partition] != nil }.compactMap(\.lag)
        if !lags.isEmpty { status.lags(by: Int(clamping: lags.reduce(0, +))) }
        if statistics.hasBroker, health.brokerAnswered() { status.connected() }
    }
}
