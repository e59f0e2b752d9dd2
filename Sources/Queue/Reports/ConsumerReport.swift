public import Domain

/// What one consumer of a source last said of itself, wherever in the pool it runs.
public struct ConsumerReport: Sendable, Equatable {
    /// The process it runs in.
    public var process: String
    /// connecting, running, degraded, failed or stopped.
    public var state: String
    /// Since when it is in this state.
    public var since: Timestamp
    /// What is wrong and what to do; nil when nothing is.
    public var error: String?
    /// What kind of failure it is.
    public var errorCode: String?
    /// When a failed consumer tries again.
    public var nextAttempt: Timestamp?
    /// Sessions that have failed in a row.
    public var failures: Int
    /// When the last message arrived.
    public var lastMessage: Timestamp?
    /// Messages since the consumer started.
    public var messages: Int
    /// Messages per second, over about the last ten seconds.
    public var rate: Double
    /// Messages that wait in the broker; nil when it does not say.
    public var lag: Int?
    /// How old the last message was when it arrived, in milliseconds; nil when the broker does not say.
    public var delay: Int?
    /// Why fewer consumers than the source has workers run; nil when none is left out.
    public var limit: String?

    /// Makes a report.
    public init(
        process: String,
        state: String,
        since: Timestamp,
        error: String? = nil,
        errorCode: String? = nil,
        nextAttempt: Timestamp? = nil,
        failures: Int = 0,
        lastMessage: Timestamp? = nil,
        messages: Int = 0,
        rate: Double = 0,
        lag: Int? = nil,
        delay: Int? = nil,
        limit: String? = nil
    ) {
        self.process = process
        self.state = state
        self.since = since
        self.error = error
        self.errorCode = errorCode
        self.nextAttempt = nextAttempt
        self.failures = failures
        self.lastMessage = lastMessage
        self.messages = messages
        self.rate = rate
        self.lag = lag
        self.delay = delay
        self.limit = limit
    }
}

extension ConsumerReport {
    /// The report as a JSON object; times in milliseconds since 1970.
    var json: [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("process", process)
            writer.member("state", state)
            writer.member("since", since.milliseconds)
            writer.member("error", error)
            writer.member("code", errorCode)
            writer.member("next", nextAttempt?.milliseconds)
            writer.member("failures", failures)
            writer.member("last", lastMessage?.milliseconds)
            writer.member("messages", messages)
            writer.member("rate", Int((rate * 1_000).rounded()))
            writer.member("lag", lag)
            writer.member("delay", delay)
            writer.member("limit", limit)
        }
        return writer.bytes
    }

    /// Reads what ``json`` wrote; nil for anything else, as another version's.
    init?(json: Bytes) {
        guard let members = try? JSON.members(of: json) else { return nil }
        let fields = Dictionary(members) { $1 }
        func text(_ name: String) -> String? { fields[name].flatMap { JSON.string(from: $0) } }
        func number(_ name: String) -> Int64? { fields[name].flatMap { Int64(String(decoding: $0, as: UTF8.self)) } }
        func time(_ name: String) -> Timestamp? { number(name).map { Timestamp(milliseconds: $0) } }
        guard let process = text("process"), let state = text("state"), let since = time("since") else { return nil }
        self.init(
            process: process,
            state: state,
            since: since,
            error: text("error"),
            errorCode: text("code"),
            nextAttempt: time("next"),
            failures: number("failures").map { Int($0) } ?? 0,
            lastMessage: time("last"),
            messages: number("messages").map { Int($0) } ?? 0,
            rate: Double(number("rate") ?? 0) / 1_000,
            lag: number("lag").map { Int($0) },
            delay: number("delay").map { Int($0) },
            limit: text("limit")
        )
    }
}
