internal import Reactor
internal import Testing

@testable internal import Postgres

@Suite("Permits", .timeLimit(.minutes(1)))
struct PermitsTests {
    private let reactor = Reactor.start(name: "permits")

    private func waits(_ count: Int, for permits: Permits) async {
        while permits.waiting != count { await Task.yield() }
    }

    @Test("hands out as many as there are, and more as they come back")
    func counts() async {
        let permits = Permits(2, reactor: reactor)
        #expect(await permits.acquire(until: nil) == .granted)
        #expect(await permits.acquire(until: nil) == .granted)
        #expect(await permits.acquire(until: .now) == .timedOut)
        permits.release()
        #expect(await permits.acquire(until: .now) == .granted)
        reactor.stop()
    }

    @Test("serves those who wait in the order they came")
    func order() async {
        let permits = Permits(1, reactor: reactor)
        _ = await permits.acquire(until: nil)
        let order = await withTaskGroup(of: Int.self) { group in
            for number in 0..<5 {
                group.addTask {
                    _ = await permits.acquire(until: nil)
                    return number
                }
                await waits(number + 1, for: permits)
            }
            var order: [Int] = []
            for _ in 0..<5 {
                permits.release()
                if let next = await group.next() { order.append(next) }
            }
            return order
        }
        #expect(order == [0, 1, 2, 3, 4])
        reactor.stop()
    }

    @Test("a deadline ends the wait and leaves the queue intact")
    func deadline() async {
        let permits = Permits(1, reactor: reactor)
        _ = await permits.acquire(until: nil)
        #expect(await permits.acquire(until: .now + .milliseconds(20)) == .timedOut)
        #expect(permits.waiting == 0)
        permits.release()
        #expect(await permits.acquire(until: nil) == .granted)
        reactor.stop()
    }

    @Test("a cancelled task gets nothing: before it waits, while it waits")
    func cancellation() async {
        let permits = Permits(1, reactor: reactor)
        let early = Task { () -> Permits.Outcome in
            while !Task.isCancelled { await Task.yield() }
            return await permits.acquire(until: nil)
        }
        early.cancel()
        #expect(await early.value == .cancelled)
        #expect(await permits.acquire(until: nil) == .granted)
        let parked = Task { await permits.acquire(until: nil) }
        await waits(1, for: permits)
        parked.cancel()
        #expect(await parked.value == .cancelled)
        permits.release()
        #expect(await permits.acquire(until: .now) == .granted)
        reactor.stop()
    }

    @Test("a cancellation after the grant changes nothing")
    func lateCancellation() async {
        let permits = Permits(1, reactor: reactor)
        _ = await permits.acquire(until: nil)
        let parked = Task { () -> Permits.Outcome in
            let outcome = await permits.acquire(until: .now + .seconds(60))
            while !Task.isCancelled { await Task.yield() }
            return outcome
        }
        await waits(1, for: permits)
        permits.release()
        await waits(0, for: permits)
        parked.cancel()
        #expect(await parked.value == .granted)
        #expect(await permits.acquire(until: .now) == .timedOut)
        reactor.stop()
    }

    @Test("closing turns away those who wait and those who come, and waits for what is out")
    func closing() async {
        let permits = Permits(1, reactor: reactor)
        _ = await permits.acquire(until: nil)
        let parked = Task { await permits.acquire(until: nil) }
        await waits(1, for: permits)
        permits.close()
        #expect(await parked.value == .closed)
        #expect(await permits.acquire(until: nil) == .closed)
        await permits.allFree(until: .now + .milliseconds(10))
        #expect(!permits.areAllFree)
        let end = Task { await permits.allFree(until: .now + .seconds(60)) }
        permits.release()
        await end.value
        #expect(permits.areAllFree)
        reactor.stop()
    }

    @Test("thousands of tasks with deadlines and cancellations lose no permit")
    func stress() async {
        let permits = Permits(3, reactor: reactor)
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<3_000 {
                group.addTask {
                    let deadline = ContinuousClock.now + .microseconds(number % 50 * 20)
                    guard await permits.acquire(until: deadline) == .granted else { return }
                    await Task.yield()
                    permits.release()
                }
                if number == 2_000 { group.cancelAll() }
            }
        }
        #expect(permits.areAllFree)
        reactor.stop()
    }
}
