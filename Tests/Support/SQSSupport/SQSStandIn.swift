internal import Foundation
internal import Synchronization

/// Stands in for SQS where real servers are too slow or too well-behaved: it answers at once or after a round trip, counts
/// what it is asked, and fails when it is told to.
public final class SQSStandIn: Sendable {
    /// What it does.
    public struct Script: Sendable {
        /// How many messages the queue has; more come with ``SQSStandIn/add(_:)``.
        public var messages = 0
        /// How long a receive takes that brings messages.
        public var roundTrip: Duration = .zero
        /// The FIFO group of a message; nil for none.
        public var group: @Sendable (Int) -> String? = { _ in nil }
        /// Called first with each call's name and number; an answer replaces the usual one.
        public var fault: @Sendable (String, Int) -> LocalServer.Answer? = { _, _ in nil }
        /// Which entries of a batch fail: the call's name, the receipt, how often it was asked before.
        public var entryFault: @Sendable (String, String, Int) -> Bool = { _, _, _ in false }

        /// Makes a script in which all goes well.
        public init() {}
    }

    /// What it has been asked.
    public struct Counts: Sendable {
        /// Calls by name.
        public var calls: [String: Int] = [:]
        /// Receives that are out now, and the most that ever were.
        public var receiving = 0, mostReceiving = 0
        /// Deleted messages, in order.
        public var deleted: [String] = []
        /// Changes of visibility: receipt and seconds, in order.
        public var visibilities: [(receipt: String, seconds: Int)] = []
        /// Bodies of receives.
        public var receives: [String] = []
    }

    private struct State {
        var counts = Counts()
        var next = 0
        var total: Int
        var returned: [Int] = []
        var asked: [String: Int] = [:]
    }

    private let script: Script
    private let state: Mutex<State>

    private init(_ script: Script) {
        self.script = script
        state = Mutex(State(total: script.messages))
    }

    /// Runs a stand-in, and lends it with its URL.
    public static func with<Result: Sendable>(
        _ script: Script,
        _ body: @escaping @Sendable (SQSStandIn, String) async throws -> Result
    ) async throws -> Result {
        let standIn = SQSStandIn(script)
        return try await LocalServer.with({ try await standIn.answer($0) }) { _, url in try await body(standIn, url) }
    }

    /// What it has been asked so far.
    public var counts: Counts { state.withLock { $0.counts } }

    /// Adds messages to the queue.
    public func add(_ count: Int) { state.withLock { $0.total += count } }

    // MARK: - Calls

    private func answer(_ question: LocalServer.Question) async throws -> LocalServer.Answer {
        let name = question.header("X-Amz-Target")?.split(separator: ".").last.map(String.init) ?? "?"
        let number = state.withLock { state in
            state.counts.calls[name, default: 0] += 1
            return state.counts.calls[name, default: 0]
        }
        if let fault = script.fault(name, number) { return fault }
        switch name {
        case "GetQueueUrl": return LocalServer.Answer(#"{"QueueUrl":"http://sqs.test/1/orders"}"#)
        case "GetQueueAttributes":
            let left = state.withLock { $0.total - $0.next }
            return LocalServer.Answer(#"{"Attributes":{"ApproximateNumberOfMessages":"\#(left)"}}"#)
        case "ReceiveMessage": return try await receive(question.body)
        case "DeleteMessageBatch", "ChangeMessageVisibilityBatch": return batch(name, question.body)
        default: return LocalServer.Answer(#"{"__type":"com.amazonaws.sqs#UnsupportedOperation"}"#, status: 400)
        }
    }

    private func receive(_ body: String) async throws -> LocalServer.Answer {
        state.withLock { state in
            state.counts.receives.append(body)
            state.counts.receiving += 1
            state.counts.mostReceiving = max(state.counts.mostReceiving, state.counts.receiving)
        }
        defer { state.withLock { $0.counts.receiving -= 1 } }
        if script.roundTrip > .zero { try await Task.sleep(for: script.roundTrip) }
        let request = json(body)
        let deadline = ContinuousClock.now + .seconds(request["WaitTimeSeconds"] as? Int ?? 0)
        while true {
            let numbers = take(request["MaxNumberOfMessages"] as? Int ?? 1)
            if !numbers.isEmpty || ContinuousClock.now >= deadline { return answer(numbers) }
            try await Task.sleep(for: .milliseconds(10))
        }
    }

    private func take(_ limit: Int) -> [Int] {
        state.withLock { state in
            var numbers = Array(state.returned.prefix(limit))
            state.returned.removeFirst(numbers.count)
            while numbers.count < limit, state.next < state.total {
                numbers.append(state.next)
                state.next += 1
            }
            return numbers
        }
    }

    private func answer(_ numbers: [Int]) -> LocalServer.Answer {
        let messages = numbers.map { number in
            let group = script.group(number).map { #","MessageGroupId":"\#($0)""# } ?? ""
            return """
                {"MessageId":"m\(number)","ReceiptHandle":"r\(number)","Body":"{\\"n\\":\(number)}",\
                "Attributes":{"SentTimestamp":"1795321803000","ApproximateReceiveCount":"1"\(group)}}
                """
        }
        return LocalServer.Answer("{\"Messages\":[\(messages.joined(separator: ","))]}")
    }

    private func batch(_ name: String, _ body: String) -> LocalServer.Answer {
        let entries = json(body)["Entries"] as? [[String: Any]] ?? []
        var failed: [String] = []
        for entry in entries {
            let (id, receipt) = (entry["Id"] as? String ?? "", entry["ReceiptHandle"] as? String ?? "")
            let before = state.withLock { state in
                defer { state.asked[name + receipt, default: 0] += 1 }
                return state.asked[name + receipt, default: 0]
            }
            if script.entryFault(name, receipt, before) {
                failed.append(#"{"Id":"\#(id)","Code":"InternalError","SenderFault":false}"#)
            } else {
                settle(name, receipt, entry["VisibilityTimeout"] as? Int ?? 0)
            }
        }
        return LocalServer.Answer("{\"Successful\":[],\"Failed\":[\(failed.joined(separator: ","))]}")
    }

    private func settle(_ name: String, _ receipt: String, _ seconds: Int) {
        state.withLock { state in
            guard name == "ChangeMessageVisibilityBatch" else { return state.counts.deleted.append(receipt) }
            state.counts.visibilities.append((receipt, seconds))
            if seconds == 0, let number = Int(receipt.dropFirst()) { state.returned.append(number) }
        }
    }

    private func json(_ text: String) -> [String: Any] {
        (try? JSONSerialization.jsonObject(with: Data(text.utf8))) as? [String: Any] ?? [:]
    }
}
