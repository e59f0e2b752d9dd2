import Glibc
import Testing

@testable import Reactor

@Suite("Running jobs", .timeLimit(.minutes(1)))
struct ExecutorTests {
    @Test("runs a pinned actor on its thread, whoever calls")
    func pinned() async throws {
        try await withReactor { reactor in
            let actor = Pinned(reactor)
            #expect(await actor.isOnReactor())
            #expect(!reactor.isCurrent)
            await withTaskGroup { group in
                for _ in 0..<50 {
                    group.addTask { for _ in 0..<100 { await actor.increment() } }
                }
            }
            #expect(await actor.count == 5_000)
        }
    }

    @Test("a handler may assume the isolation of an actor that is pinned here")
    func assumeIsolated() async throws {
        try await withReactor { reactor in
            let actor = Pinned(reactor)
            let seen = Recorder<Int>()
            reactor.execute { seen.append(actor.assumeIsolated { $0.count }) }
            try await until { seen.values == [0] }
            #expect(reactor.isIsolatingCurrentContext() == false)
        }
    }

    @Test("runs actions in the order they were given, also from foreign threads")
    func actions() async throws {
        try await withReactor { reactor in
            let seen = Recorder<Int>()
            for thread in 0..<4 {
                let start = thread * 1_000
                _ = Thread.start(named: "foreign") {
                    for index in 0..<1_000 { reactor.execute { seen.append(start + index) } }
                }
            }
            try await until { seen.values.count == 4_000 }
            for thread in 0..<4 {
                let own = seen.values.filter { $0 / 1_000 == thread }
                #expect(own == own.sorted())
            }
        }
    }

    @Test("work that never ends does not starve descriptors and timers")
    func fairness() async throws {
        try await withReactor { reactor in
            let isOver = Recorder<Bool>()
            @Sendable func again() { if isOver.values.isEmpty { reactor.execute(again) } }
            reactor.execute(again)
            try await reactor.sleep(until: .now + .milliseconds(5))
            try await withPipe { readEnd, writeEnd in
                write(writeEnd, "x", 1)
                #expect(await reactor.ready(readEnd, .read) == .read)
                reactor.forget(readEnd)
            }
            isOver.append(true)
        }
    }
}
