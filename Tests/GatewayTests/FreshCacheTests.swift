import Testing

@testable import Gateway

@Suite("What is kept in memory", .timeLimit(.minutes(1)))
struct FreshCacheTests {
    private struct Outage: Error {}

    private let epoch = ConfigurationEpoch()

    private func cache(lifetime: Duration = .seconds(60), tolerance: Duration = .seconds(60)) -> FreshCache<String, Int>
    {
        FreshCache(epoch: epoch, lifetime: lifetime, tolerance: tolerance, capacity: 2)
    }

    @Test("loads once as long as nothing changes")
    func loadsOnce() async throws {
        let cache = cache()
        for _ in 0..<3 {
            #expect(try await cache.value("a", mayServeOld: { _ in true }, load: { 1 }) == 1)
        }
        #expect(try await cache.value("a", mayServeOld: { _ in true }, load: { 2 }) == 1)
    }

    @Test("loads again after a change of the configuration, heard of or made here")
    func changes() async throws {
        let cache = cache()
        _ = try await cache.value("a", mayServeOld: { _ in true }, load: { 1 })
        epoch.advance(to: 7)
        #expect(try await cache.value("a", mayServeOld: { _ in true }, load: { 2 }) == 2)
        epoch.markChange()
        #expect(try await cache.value("a", mayServeOld: { _ in true }, load: { 3 }) == 3)
        #expect(try await cache.value("a", mayServeOld: { _ in true }, load: { nil }) == 3)
    }

    @Test("forgets a value that is not there any more")
    func removal() async throws {
        let cache = cache(lifetime: .zero)
        _ = try await cache.value("a", mayServeOld: { _ in true }, load: { 1 })
        #expect(try await cache.value("a", mayServeOld: { _ in true }, load: { nil }) == nil)
        await #expect(throws: Outage.self) {
            try await cache.value("a", mayServeOld: { _ in true }, load: { throw Outage() })
        }
    }

    @Test("serves what it knew during an outage, and nothing when the failure is another one")
    func outage() async throws {
        let cache = cache(lifetime: .zero)
        _ = try await cache.value("a", mayServeOld: { _ in true }, load: { 1 })
        #expect(try await cache.value("a", mayServeOld: { $0 is Outage }, load: { throw Outage() }) == 1)
        await #expect(throws: Outage.self) {
            try await cache.value("a", mayServeOld: { _ in false }, load: { throw Outage() })
        }
        await #expect(throws: Outage.self) {
            try await cache.value("b", mayServeOld: { _ in true }, load: { throw Outage() })
        }
    }

    @Test("stays bounded")
    func capacity() async throws {
        let cache = cache()
        for key in ["a", "b", "c"] { _ = try await cache.value(key, mayServeOld: { _ in true }, load: { 1 }) }
        #expect(try await cache.value("a", mayServeOld: { _ in true }, load: { 2 }) == 2)
        #expect(try await cache.value("c", mayServeOld: { _ in true }, load: { 2 }) == 1)
    }
}
