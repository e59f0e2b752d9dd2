internal import Domain
internal import Queue

extension JSONWriter {
    /// Writes how a source fares: summed up, and consumer by consumer.
    mutating func state(_ state: SourceState) {
        object { writer in
            writer.member("state", state.state.rawValue)
            writer.member("running", state.running)
            writer.member("limit", state.limit)
            writer.member("lag", state.lag)
            writer.member("delay_ms", state.delay)
            writer.member("rate", state.rate)
            writer.member("last_message_at", state.lastMessage)
            writer.member("consumers") { writer in
                writer.array { writer in
                    for (slot, report) in state.consumers.enumerated() {
                        if let report { writer.consumer(report, slot: slot) }
                    }
                }
            }
        }
    }

    private mutating func consumer(_ report: ConsumerReport, slot: Int) {
        object { writer in
            writer.member("slot", slot)
            writer.member("process", report.process)
            writer.member("state", report.state)
            writer.member("since", report.since)
            writer.member("error", report.error)
            writer.member("error_code", report.errorCode)
            writer.member("failures", report.failures)
            writer.member("next_attempt_at", report.nextAttempt)
            writer.member("last_message_at", report.lastMessage)
            writer.member("messages", report.messages)
            writer.member("rate", report.rate)
            writer.member("lag", report.lag)
            writer.member("delay_ms", report.delay)
        }
    }
}
