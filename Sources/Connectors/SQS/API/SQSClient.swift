internal import Domain
internal import HTTP

/// The calls that a consumer of SQS makes, over its JSON protocol.
struct SQSClient: Sendable {
    /// The most messages that one call can concern.
    static let batch = 10

    /// Beyond anything that ten messages of 1 MiB can be, every character of them escaped.
    private static let receiveLimit = 80 << 20

    let client: AWSClient
    /// How long a call may take that does not wait for messages.
    let timeout: Duration

    /// Finds the URL of a queue by its name; `account` is its owner where that is not the caller.
    func queueURL(of name: String, account: String?) async throws(AWSFailure) -> String {
        var body = JSONWriter()
        body.object { body in
            body.member("QueueName", name)
            if let account { body.member("QueueOwnerAWSAccountId", account) }
        }
        let answer = try await call("GetQueueUrl", body, timeout: timeout)
        guard let url = JSONFields(answer)?.text("QueueUrl") else { throw Self.unreadable("GetQueueUrl") }
        return url
    }

    /// How many messages wait in a queue, about.
    func depth(of queue: SQSQueue, started: ((HTTPRequestToken) -> Void)? = nil) async throws(AWSFailure) -> Int {
        var body = JSONWriter()
        body.object { body in
            body.member("QueueUrl", queue.url)
            body.member("AttributeNames", ["ApproximateNumberOfMessages"])
        }
        let answer = try await call("GetQueueAttributes", body, timeout: timeout, started: started)
        let count = JSONFields(answer)?.object("Attributes")?.integer("ApproximateNumberOfMessages")
        guard let count else { throw Self.unreadable("GetQueueAttributes") }
        return Int(clamping: count)
    }

    /// What is asked for in one receive.
    struct Receive: Sendable {
        /// How long one waits that only looks whether there are more.
        static let look: Duration = .seconds(1)

        var count: Int
        var wait: Duration
        var visibility: Duration
        /// Names the attempt at a FIFO queue, which answers a repetition with the same messages.
        var attempt: String?
    }

    /// Asks for messages; waits for some when there are none.
    func receive(
        _ receive: Receive,
        from queue: SQSQueue,
        started: ((HTTPRequestToken) -> Void)? = nil
    ) async throws(AWSFailure) -> ReceiveAnswer {
        var body = JSONWriter()
        body.object { body in
            body.member("QueueUrl", queue.url)
            body.member("MaxNumberOfMessages", receive.count)
            body.member("WaitTimeSeconds", Int(receive.wait.components.seconds))
            body.member("VisibilityTimeout", Int(receive.visibility.components.seconds))
            // Both names of the same list: servers that imitate SQS know the one or the other.
            body.member("AttributeNames", ReceiveAnswer.attributeNames)
            body.member("MessageSystemAttributeNames", ReceiveAnswer.attributeNames)
            body.member("MessageAttributeNames", ["All"])
            if let attempt = receive.attempt { body.member("ReceiveRequestAttemptId", attempt) }
        }
        let answer = try await call(
            "ReceiveMessage",
            body,
            timeout: timeout + receive.wait,
            limit: Self.receiveLimit,
            started: started
        )
        guard let messages = ReceiveAnswer(answer) else { throw Self.unreadable("ReceiveMessage") }
        return messages
    }

    /// Deletes up to ten messages; the answer has those that were not deleted, by their place.
    func delete(
        _ receipts: [String],
        from queue: SQSQueue,
        started: ((HTTPRequestToken) -> Void)? = nil
    ) async throws(AWSFailure) -> BatchAnswer {
        let body = Self.batch(of: queue, receipts) { _, _ in }
        return try await batch("DeleteMessageBatch", body, started)
    }

    /// Sets for how long up to ten messages stay invisible from now on.
    func setVisibility(
        _ visibilities: [(receipt: String, seconds: Int)],
        in queue: SQSQueue,
        started: ((HTTPRequestToken) -> Void)? = nil
    ) async throws(AWSFailure) -> BatchAnswer {
        let body = Self.batch(of: queue, visibilities.map(\.receipt)) { index, entry in
            entry.member("VisibilityTimeout", visibilities[index].seconds)
        }
        return try await batch("ChangeMessageVisibilityBatch", body, started)
    }

    // MARK: - The protocol

    private static func batch(
        of queue: SQSQueue,
        _ receipts: [String],
        _ more: (Int, inout JSONWriter) -> Void
    ) -> JSONWriter {
        var body = JSONWriter(capacity: 256 + receipts.count * 512)
        body.object { body in
            body.member("QueueUrl", queue.url)
            body.member("Entries") { body in
                body.array { body in
                    for (index, receipt) in receipts.enumerated() {
                        body.object { entry in
                            entry.member("Id", String(index))
                            entry.member("ReceiptHandle", receipt)
                            more(index, &entry)
                        }
                    }
                }
            }
        }
        return body
    }

    private func batch(
        _ operation: String,
        _ body: JSONWriter,
        _ started: ((HTTPRequestToken) -> Void)?
    ) async throws(AWSFailure) -> BatchAnswer {
        let answer = try await call(operation, body, timeout: timeout, started: started)
        guard let result = BatchAnswer(answer) else { throw Self.unreadable(operation) }
        return result
    }

    private func call(
        _ operation: String,
        _ body: JSONWriter,
        timeout: Duration,
        limit: Int = 1 << 20,
        started: ((HTTPRequestToken) -> Void)? = nil
    ) async throws(AWSFailure) -> Bytes {
        let call = AWSClient.Call(
            headers: [
                Header(name: "Content-Type", value: "application/x-amz-json-1.0"),
                Header(name: "X-Amz-Target", value: "AmazonSQS.\(operation)"),
            ],
            body: body.bytes[...],
            timeout: timeout,
            responseLimit: limit
        )
        let response = try await client.send(call, started: started)
        guard !response.isTruncated else {
            throw AWSFailure(.protocolFailure, code: operation, "the answer is longer than \(limit) bytes")
        }
        return response.body[...]
    }

    private static func unreadable(_ operation: String) -> AWSFailure {
        AWSFailure(.protocolFailure, code: operation, "the answer is not the JSON that SQS sends")
    }
}
