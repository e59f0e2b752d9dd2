import Glibc
import Testing

@testable import Reactor

@Suite("Stopping", .timeLimit(.minutes(1)), .serialized)
struct StopTests {
    @Test("resumes everyone who waits, and ends")
    func waiters() async throws {
        let reactor = Reactor.start(name: "test")
        try await withPipe { readEnd, _ in
            async let ready = reactor.ready(readEnd, .read)
            let sleeper = Task { try await reactor.sleep(until: .now + .seconds(60)) }
            try await until { reactor.parkedCount == 2 }
            reactor.stop()
            reactor.stop()
            #expect(await ready == [])
            await #expect(throws: CancellationError.self) { try await sleeper.value }
            await reactor.stopped()
            await reactor.stopped()
            #expect(await reactor.ready(readEnd, .read) == [])
        }
    }

    @Test("runs what was queued before the end")
    func queued() async throws {
        let reactor = Reactor.start(name: "test")
        let seen = Recorder<Int>()
        for index in 0..<1_000 { reactor.execute { seen.append(index) } }
        reactor.stop()
        await reactor.stopped()
        #expect(seen.values == Array(0..<1_000))
    }

    @Test("lets an actor that outlives its reactor finish its calls")
    func lateCalls() async throws {
        let reactor = Reactor.start(name: "test")
        let actor = Pinned(reactor)
        reactor.stop()
        await reactor.stopped()
        for _ in 0..<20 { await actor.increment() }
        #expect(await actor.count == 20)
        #expect(await actor.isOnReactor())
        await reactor.stopped()
    }

    @Test("drops timers and watches with what they hold")
    func dropsHandlers() async throws {
        let reactor = Reactor.start(name: "test")
        try await withPipe { readEnd, _ in
            weak var held: Recorder<Int>?
            do {
                let recorder = Recorder<Int>()
                held = recorder
                reactor.watch(readEnd, .read) { _ in recorder.append(1) }
                reactor.schedule(at: .now + .seconds(60)) { recorder.append(2) }
            }
            #expect(held != nil)
            reactor.stop()
            await reactor.stopped()
            #expect(held == nil)
        }
    }

    @Test("leaves no descriptor and no thread behind")
    func leaksNothing() async throws {
        weak var released: Reactor?
        let before = entries(of: "/proc/self/fd").count
        for _ in 0..<200 {
            let reactor = Reactor.start(name: "leaktest")
            released = reactor
            #expect(await Pinned(reactor).isOnReactor())
            reactor.stop()
            await reactor.stopped()
        }
        #expect(released == nil)
        // Other suites open some of their own meanwhile; a leak would be two for each reactor.
        #expect(entries(of: "/proc/self/fd").count < before + 200)
        // The kernel lists a thread for a moment after it was joined.
        try await until { !entries(of: "/proc/self/task").contains { name(ofThread: $0) == "leaktest" } }
    }

    private func entries(of directory: String) -> [String] {
        guard let handle = opendir(directory) else { return [] }
        defer { closedir(handle) }
        var names: [String] = []
        while let entry = readdir(handle) {
            names.append(
                withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
            )
        }
        return names
    }

    private func name(ofThread id: String) -> String {
        let descriptor = open("/proc/self/task/\(id)/comm", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return "" }
        defer { close(descriptor) }
        var buffer = [UInt8](repeating: 0, count: 16)
        let count = read(descriptor, &buffer, buffer.count)
        return String(decoding: buffer.prefix(max(0, count)).prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    }
}
