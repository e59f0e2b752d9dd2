/// The time budgets and sizes of a session.
struct PubSubTiming: Sendable {
    /// How long a pull may take. Servers answer an idle one with nothing after about 90 seconds.
    var pull: Duration = .seconds(100)

    /// A pull that somebody on the way ends before this time has passed did not wait for messages: it failed.
    var idlePull: Duration = .seconds(2)

    /// How long any other request may take.
    var request: Duration = .seconds(20)

    /// How often leases are looked at.
    var tick: Duration = .seconds(1)

    /// How long a message may be held before its lease is prolonged for the first time. The shortest lease that a
    /// subscription may give is 10 seconds.
    var firstRenewal: Duration = .seconds(4)

    /// How long what is settled waits for company while other requests are on their way.
    var acknowledgeWait: Duration = .milliseconds(50)

    /// How many requests that settle are on their way at once.
    var settlingRequests = 4

    /// The first and the longest pause after a failure that passes by itself.
    var retry: Duration = .milliseconds(100)
    var retryLimit: Duration = .seconds(15)

    /// A pull that brings messages within this time found them waiting: more pulls are worth while.
    var promptAnswer: Duration = .milliseconds(500)

    /// How long acknowledging and giving back may take at the end.
    var close: Duration = .seconds(4)

    /// The bytes after which a batch is full: one message is always taken.
    var batchBytes = 8 << 20

    /// The largest answer to a pull that is read. One message has up to 10 MB, a third more in base64.
    var answerBytes = 48 << 20
}
