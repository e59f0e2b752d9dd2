internal import Testing

@testable internal import Redis

@Suite("The queue of requests")
struct FifoTests {
    @Test("gives elements back in their order while it grows and shrinks")
    func order() {
        var queue = Fifo<UInt64>()
        var generator = SplitMix(state: 1)
        var (next, expected): (UInt64, UInt64) = (0, 0)
        for _ in 0..<20_000 {
            if Int.random(in: 0..<100, using: &generator) < 55 {
                queue.append(next)
                next += 1
            } else if let element = queue.popFirst() {
                #expect(element == expected)
                expected += 1
            }
            #expect(queue.count == Int(next - expected))
            #expect(queue.first == (queue.isEmpty ? nil : expected))
        }
    }

    @Test("finds an element by its id, and only while it is there")
    func search() {
        var queue = Fifo<(id: UInt64, value: Int)>()
        for id in stride(from: UInt64(10), to: 1_000, by: 3) { queue.append((id, 0)) }
        for _ in 0..<100 { _ = queue.popFirst() }
        #expect(queue.modify(310, by: { $0.id }) { $0.value = 5 } != nil)
        #expect(queue.first?.value == 5)
        #expect(queue.modify(307, by: { $0.id }) { $0.value = 5 } == nil)
        #expect(queue.modify(311, by: { $0.id }) { $0.value = 5 } == nil)
        #expect(queue.modify(2_000, by: { $0.id }) { $0.value = 5 } == nil)
    }
}
