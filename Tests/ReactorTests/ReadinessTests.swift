import Glibc
import Testing

@testable import Reactor

@Suite("Waiting for descriptors", .timeLimit(.minutes(1)))
struct ReadinessTests {
    @Test("resumes a waiter once its descriptor is readable")
    func resumesWhenReadable() async throws {
        try await withReactor { reactor in
            try await withPipe { readEnd, writeEnd in
                async let ready = reactor.ready(readEnd, .read)
                try await until { reactor.parkedCount == 1 }
                write(writeEnd, "x", 1)
                #expect(await ready == .read)
                reactor.forget(readEnd)
            }
        }
    }

    @Test("resumes again and again on the same descriptor")
    func resumesRepeatedly() async throws {
        try await withReactor { reactor in
            try await withPipe { readEnd, writeEnd in
                var byte: UInt8 = 0
                for _ in 0..<200 {
                    async let ready = reactor.ready(readEnd, .read)
                    write(writeEnd, "x", 1)
                    #expect(await ready == .read)
                    #expect(read(readEnd, &byte, 1) == 1)
                }
                reactor.forget(readEnd)
            }
        }
    }

    @Test("tells the reader about the end of the stream")
    func endOfStream() async throws {
        try await withReactor { reactor in
            var ends: [Int32] = [0, 0]
            try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0)
            let socket = ends[0]
            async let ready = reactor.ready(socket, .read)
            try await until { reactor.parkedCount == 1 }
            close(ends[1])
            #expect(await ready == .read)
            reactor.forget(socket)
            close(socket)
        }
    }

    @Test("does not park a task that was cancelled before")
    func cancelledBefore() async throws {
        try await withReactor { reactor in
            try await withPipe { readEnd, _ in
                let task = Task {
                    while !Task.isCancelled { await Task.yield() }
                    return await reactor.ready(readEnd, .read)
                }
                task.cancel()
                #expect(await task.value == [])
                #expect(reactor.parkedCount == 0)
            }
        }
    }

    @Test("resumes a task that is cancelled while parked, with nothing ready")
    func cancelledWhileParked() async throws {
        try await withReactor { reactor in
            try await withPipe { readEnd, _ in
                let task = Task { await reactor.ready(readEnd, .read, until: .now + .seconds(60)) }
                try await until { reactor.parkedCount == 1 }
                task.cancel()
                #expect(await task.value == [])
                #expect(reactor.parkedCount == 0)
                #expect(reactor.timerCount == 0)
            }
        }
    }

    @Test("a cancellation that comes too late does not disturb the next waiter")
    func cancelledAfterwards() async throws {
        try await withReactor { reactor in
            try await withPipe { readEnd, writeEnd in
                let first = Task { await reactor.ready(readEnd, .read) }
                write(writeEnd, "x", 1)
                #expect(await first.value == .read)
                var byte: UInt8 = 0
                read(readEnd, &byte, 1)
                async let second = reactor.ready(readEnd, .read)
                try await until { reactor.parkedCount == 1 }
                first.cancel()
                #expect(reactor.parkedCount == 1)
                write(writeEnd, "y", 1)
                #expect(await second == .read)
            }
        }
    }

    @Test("returns with nothing ready when the deadline passes, early when the descriptor is ready")
    func deadline() async throws {
        try await withReactor { reactor in
            try await withPipe { readEnd, writeEnd in
                let start = ContinuousClock.now
                #expect(await reactor.ready(readEnd, .read, until: start + .milliseconds(20)) == [])
                #expect(.now - start >= .milliseconds(20))
                #expect(await reactor.ready(readEnd, .read, until: start) == [])
                write(writeEnd, "x", 1)
                #expect(await reactor.ready(readEnd, .read, until: .now + .seconds(60)) == .read)
                #expect(reactor.timerCount == 0)
            }
        }
    }

    @Test("forgetting a descriptor resumes its waiters, and its number can be used again")
    func forget() async throws {
        try await withReactor { reactor in
            try await withPipe { readEnd, writeEnd in
                async let first = reactor.ready(readEnd, .read)
                async let second = reactor.ready(readEnd, [.read, .write])
                try await until { reactor.parkedCount == 2 }
                reactor.forget(readEnd)
                #expect(await first == [])
                #expect(await second == [])
                write(writeEnd, "x", 1)
                #expect(await reactor.ready(readEnd, .read) == .read)
            }
        }
    }

    @Test("a reader and a writer of one socket do not disturb each other")
    func twoWaiters() async throws {
        try await withReactor { reactor in
            var ends: [Int32] = [0, 0]
            try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0)
            defer { for end in ends { close(end) } }
            let socket = ends[0]
            let reader = Task { await reactor.ready(socket, .read) }
            try await until { reactor.parkedCount == 1 }
            #expect(await reactor.ready(socket, .write) == .write)
            #expect(reactor.parkedCount == 1)
            write(ends[1], "x", 1)
            #expect(await reader.value == .read)
        }
    }

    @Test("a descriptor that cannot be watched counts as ready, so the caller meets its error")
    func unwatchable() async throws {
        try await withReactor { reactor in
            #expect(await reactor.ready(-1, .read) == .read)
            let file = open("/proc/self/status", O_RDONLY | O_CLOEXEC)
            defer { close(file) }
            #expect(await reactor.ready(file, .read) == .read)
            let isWatched = reactor.watch(file, .read) { _ in }
            #expect(!isWatched)
        }
    }

    @Test("calls a watch's handler on its thread until it is unwatched")
    func watch() async throws {
        try await withReactor { reactor in
            try await withPipe { readEnd, writeEnd in
                let seen = Recorder<Reactor.Interest>()
                let isWatched = reactor.watch(readEnd, .read) { [unowned reactor] interest in
                    var byte: UInt8 = 0
                    read(readEnd, &byte, 1)
                    if seen.values.count == 2 { reactor.unwatch(readEnd) }
                    if reactor.isCurrent { seen.append(interest) }
                }
                #expect(isWatched)
                for _ in 0..<5 { write(writeEnd, "x", 1) }
                try await until { seen.values.count == 3 }
                await Pinned(reactor).increment()
                await Pinned(reactor).increment()
                #expect(seen.values == [.read, .read, .read])
            }
        }
    }
}
