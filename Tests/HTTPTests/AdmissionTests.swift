import Testing

@testable import HTTP

@Suite("Admission")
struct AdmissionTests {
    @Test("starts as many for one origin as its limit, and the next one when one ends")
    func limitPerOrigin() throws {
        var admission = Admission(limitPerOrigin: 2, limit: 100)
        let origin = admission.origin(of: "http://a/1")
        let started = (1...4).filter { admission.ask($0, for: origin) }
        #expect(started == [1, 2])
        #expect(admission.started() == [])
        admission.release(origin)
        #expect(admission.started() == [3])
        admission.release(origin)
        admission.release(origin)
        #expect(admission.started() == [4])
        admission.release(origin)
        #expect(admission.inFlight == 0)
        #expect(admission.queued == 0)
    }

    @Test("a full origin leaves the others alone")
    func isolation() {
        var admission = Admission(limitPerOrigin: 2, limit: 100)
        let slow = admission.origin(of: "http://slow/")
        for id in 1...50 { _ = admission.ask(UInt64(id), for: slow) }
        let fast = admission.origin(of: "http://fast/")
        let isStarted = admission.ask(51, for: fast)
        #expect(isStarted)
    }

    @Test("takes turns among origins when all together are too many")
    func turns() {
        var admission = Admission(limitPerOrigin: 10, limit: 1)
        let busy = admission.origin(of: "http://busy/")
        let calm = admission.origin(of: "http://calm/")
        for id in 0...3 { _ = admission.ask(UInt64(id), for: busy) }
        for id in 11...12 { _ = admission.ask(UInt64(id), for: calm) }
        var order: [UInt64] = []
        var running = busy
        while order.count < 5 {
            admission.release(running)
            guard let next = admission.next() else { break }
            order.append(next.id)
            running = next.origin
        }
        #expect(order == [1, 11, 2, 12, 3])
    }

    @Test("sends few requests to an https origin before its first answer")
    func probing() {
        var admission = Admission(limitPerOrigin: 64, limit: 100)
        let origin = admission.origin(of: "https://a/")
        let started = (0..<20).filter { admission.ask(UInt64($0), for: origin) }
        #expect(started.count == Admission.probes)
        admission.answered(origin)
        #expect(admission.started().count == 20 - Admission.probes)
    }

    @Test(
        "an origin is scheme, host and port",
        arguments: [
            ("https://a.example:8443/x/y?z#w", "https://a.example:8443"), ("http://a", "http://a"),
            ("http://a?q=/", "http://a"), ("http://a#/", "http://a"), ("nonsense", "nonsense"), ("", ""),
        ]
    )
    func originKey(url: String, key: String) {
        #expect(Origin.key(of: url) == key)
    }

    @Test("a queue keeps its order while it grows and shrinks")
    func fifo() {
        var queue = FIFO<Int>()
        var expected = 0
        for value in 0..<1_000 {
            queue.append(value)
            if value % 3 == 2 {
                for _ in 0..<2 {
                    let next = queue.popFirst()
                    #expect(next == expected)
                    expected += 1
                }
            }
        }
        while let next = queue.popFirst() {
            #expect(next == expected)
            expected += 1
        }
        #expect(expected == 1_000)
        #expect(queue.isEmpty)
    }
}

extension Admission {
    /// Every queued request that may start now.
    fileprivate mutating func started() -> [UInt64] {
        var ids: [UInt64] = []
        while let next = next() { ids.append(next.id) }
        return ids
    }
}
