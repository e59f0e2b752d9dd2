import ConnectorCore
import SQSSupport
import TestSupport
import Testing

@testable import SQSConnector

@Suite("SQS sessions", .timeLimit(.minutes(2)))
struct SessionTests {
    @Test("what is settled is deleted, entries that fail are deleted again")
    func deletes() async throws {
        var script = SQSStandIn.Script()
        script.messages = 25
        script.entryFault = { call, receipt, before in
            call == "DeleteMessageBatch" && receipt.hasSuffix("3") && before < 2
        }
        try await SQSStandIn.with(script) { sqs, url in
            try await SessionHarness(url).session { session in
                for batch in try await take(25, from: session) { try await session.settle(batch, as: .accepted) }
                try await eventually("all are deleted") { Set(sqs.counts.deleted).count == 25 }
            }
            #expect(sqs.counts.deleted.count == 25)
            #expect(sqs.counts.visibilities.isEmpty)
        }
    }

    @Test("closing deletes what is settled and gives back the rest at once")
    func closes() async throws {
        var script = SQSStandIn.Script()
        script.messages = 30
        try await SQSStandIn.with(script) { sqs, url in
            let start = ContinuousClock.now
            try await SessionHarness(url, wait: .seconds(20)).session { session in
                let batches = try await take(10, from: session, limit: 5)
                try await session.settle(batches[0], as: .accepted)
            }
            #expect(ContinuousClock.now - start < .seconds(6))
            let counts = sqs.counts
            #expect(counts.deleted == ["r0", "r1", "r2", "r3", "r4"])
            let given = Set(counts.visibilities.filter { $0.seconds == 0 }.map(\.receipt))
            #expect(given.isSuperset(of: ["r5", "r6", "r7", "r8", "r9"]))
            #expect(given.isDisjoint(with: counts.deleted))
        }
    }

    @Test("what is settled after the stop began is deleted, and not given back")
    func settlesLate() async throws {
        var script = SQSStandIn.Script()
        script.messages = 10
        try await SQSStandIn.with(script) { sqs, url in
            let taken = CallCount()
            let consumer = Task {
                try await SessionHarness(url).session { session in
                    let batches = try await take(10, from: session)
                    taken.next()
                    // Until the consumer is told to stop; then it ends what it has begun.
                    try? await Task.sleep(for: .seconds(60))
                    for batch in batches { try await session.settle(batch, as: .accepted) }
                }
            }
            try await eventually("they are taken") { taken.value == 1 }
            consumer.cancel()
            _ = await consumer.result
            #expect(Set(sqs.counts.deleted).count == 10)
            #expect(sqs.counts.visibilities.isEmpty)
        }
    }

    @Test("a retry with a pause makes the messages invisible for it, and holds back its group only")
    func retries() async throws {
        var script = SQSStandIn.Script()
        script.messages = 6
        script.group = { $0.isMultiple(of: 2) ? "even" : "odd" }
        try await SQSStandIn.with(script) { sqs, url in
            try await SessionHarness(url, queue: "orders.fifo").session { session in
                let batches = try await take(1, from: session, limit: 1)
                try await session.settle(batches[0], as: .retry(after: .milliseconds(6_500)))
                try await eventually("the even ones are given back") { sqs.counts.visibilities.count >= 3 }
                #expect(sqs.counts.visibilities.prefix(3).map(\.receipt) == ["r0", "r2", "r4"])
                #expect(sqs.counts.visibilities.prefix(3).map(\.seconds) == [7, 0, 0])
                let others = try await take(3, from: session).flatMap(\.messages).map(\.position)
                #expect(others.prefix(3) == ["sqs/orders/m1", "sqs/orders/m3", "sqs/orders/m5"])
            }
        }
    }

    @Test("messages that are out are kept from others", .bug(id: "fault(15)"))
    func extends() async throws {
        var script = SQSStandIn.Script()
        script.messages = 12
        try await SQSStandIn.with(script) { sqs, url in
            try await SessionHarness(url, visibility: .seconds(2)).session { session in
                _ = try await take(5, from: session, limit: 5)
                // Those that wait are extended too.
                try await eventually("all are extended, twice") {
                    let extended = sqs.counts.visibilities.filter { $0.seconds == 2 }.map(\.receipt)
                    return (0..<12).allSatisfy { number in extended.count { $0 == "r\(number)" } >= 2 }
                }
            }
        }
    }

    @Test("many receives while there is much, one long poll while there is nothing", .bug(id: "fault(9)"))
    func idles() async throws {
        var script = SQSStandIn.Script()
        script.messages = 400
        script.roundTrip = .milliseconds(30)
        try await SQSStandIn.with(script) { sqs, url in
            try await SessionHarness(url, wait: .seconds(5), maximumInFlight: 1_000).session { session in
                for batch in try await take(400, from: session, limit: 100) {
                    try await session.settle(batch, as: .accepted)
                }
                #expect(sqs.counts.mostReceiving == 4)
                let idle = Task { try await session.next(upTo: 1) }
                try await eventually("one is left") { sqs.counts.receiving == 1 }
                let before = sqs.counts.calls["ReceiveMessage"]
                sqs.add(1)
                #expect(try await idle.value?.messages.count == 1)
                #expect(sqs.counts.receives.last { $0.contains("\"WaitTimeSeconds\":5") } != nil)
                #expect(before.map { (sqs.counts.calls["ReceiveMessage"] ?? 0) - $0 <= 3 } == true)
            }
        }
    }

    @Test("no more than max_in_flight is out, and nothing is asked for while the caller is away")
    func bounded() async throws {
        var script = SQSStandIn.Script()
        script.messages = 500
        try await SQSStandIn.with(script) { sqs, url in
            var harness = SessionHarness(url, maximumInFlight: 23)
            harness.timing.stall = .milliseconds(100)
            try await harness.session { session in
                _ = try await take(23, from: session, limit: 7)
                #expect(try await poll(session) == nil)
                let asked = sqs.counts.receives.count
                #expect(try await poll(session) == nil)
                #expect(sqs.counts.receives.count == asked)
            }
        }
    }

    @Test("what waits to be deleted counts as held: a server that deletes nothing is not asked for more and more")
    func undeleted() async throws {
        var script = SQSStandIn.Script()
        script.messages = 500
        script.fault = { call, _ in
            call == "DeleteMessageBatch" ? LocalServer.Answer(#"{"__type":"InternalFailure"}"#, status: 500) : nil
        }
        try await SQSStandIn.with(script) { sqs, url in
            var harness = SessionHarness(url, maximumInFlight: 23)
            harness.timing.close = .milliseconds(200)
            try await harness.session { session in
                for batch in try await take(23, from: session) { try await session.settle(batch, as: .accepted) }
                try await eventually("deleting is tried") { (sqs.counts.calls["DeleteMessageBatch"] ?? 0) > 3 }
                #expect(try await poll(session) == nil)
            }
        }
    }

    @Test(
        "errors are sentences with the code that fits",
        arguments: [
            (
                400, "com.amazonaws.sqs#QueueDoesNotExist", ConnectorError.Code.missing,
                "queue `orders` does not exist in region eu-west-1"
            ),
            (
                403, "com.amazon.coral.service#UnrecognizedClientException", .credentials,
                "access key AKIDTEST from the source's settings"
            ),
            (403, "SignatureDoesNotMatch", .credentials, "check access_key_id and secret_access_key"),
            (403, "com.amazonaws.sqs#ExpiredToken", .credentials, "has expired"),
            (403, "AccessDeniedException", .forbidden, "grant sqs:GetQueueUrl, sqs:ReceiveMessage"),
        ] as [(Int, String, ConnectorError.Code, String)]
    )
    func errors(_ status: Int, _ type: String, _ code: ConnectorError.Code, _ words: String) async throws {
        var script = SQSStandIn.Script()
        let body = "{\"__type\":\"\(type)\",\"message\":\"canonical x-amz-security-token:TOKEN\"}"
        script.fault = { call, _ in call == "GetQueueUrl" ? LocalServer.Answer(body, status: status) : nil }
        try await SQSStandIn.with(script) { _, url in
            let error = await #expect(throws: ConnectorError.self) {
                try await SessionHarness(url).session { _ in }
            }
            #expect(error?.code == code)
            #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
            #expect(error?.message.contains("top-secret") == false)
            #expect(code == .forbidden || error?.message.contains("TOKEN") == false)
        }
    }

    @Test(
        "being asked to slow down, and a server's trouble, are waited for",
        arguments: [("RequestThrottled", 400), ("InternalFailure", 500)]
    )
    func throttled(_ type: String, _ status: Int) async throws {
        var script = SQSStandIn.Script()
        script.messages = 20
        script.fault = { call, number in
            let fails = number <= 3 && (call == "ReceiveMessage" || call == "DeleteMessageBatch")
            return fails
                ? LocalServer.Answer("{\"__type\":\"com.amazonaws.sqs#\(type)\",\"message\":\"slow\"}", status: status)
                : nil
        }
        try await SQSStandIn.with(script) { sqs, url in
            let harness = SessionHarness(url)
            try await harness.session { session in
                async let batches = take(20, from: session)
                try await eventually("it is shown") {
                    harness.status?.state == .degraded || sqs.counts.receives.count > 0
                }
                for batch in try await batches { try await session.settle(batch, as: .accepted) }
                try await eventually("all are deleted") { sqs.counts.deleted.count == 20 }
                try await eventually("it is over") { harness.status?.state == .running }
            }
        }
    }

    @Test("a clock that is wrong is corrected by the server's, and the call is made again")
    func skewed() async throws {
        var script = SQSStandIn.Script()
        script.messages = 1
        script.fault = { call, number in
            guard call == "GetQueueUrl", number == 1 else { return nil }
            let body = #"{"__type":"InvalidSignatureException","message":"Signature expired: 2026 is now earlier"}"#
            return LocalServer.Answer(body, status: 403)
        }
        try await SQSStandIn.with(script) { sqs, url in
            try await SessionHarness(url).session { session in _ = try await take(1, from: session) }
            #expect(sqs.counts.calls["GetQueueUrl"] == 2)
        }
    }

    @Test("where the queue's length may not be asked for, it goes on without")
    func notMeasured() async throws {
        var script = SQSStandIn.Script()
        script.messages = 1
        script.fault = { call, _ in
            call == "GetQueueAttributes" ? LocalServer.Answer(#"{"__type":"AccessDeniedException"}"#, status: 403) : nil
        }
        try await SQSStandIn.with(script) { sqs, url in
            try await SessionHarness(url).session { session in _ = try await take(1, from: session) }
            #expect(sqs.counts.calls["GetQueueAttributes"] == 1)
        }
    }
}
