import Testing

@testable import Reactor

@Suite("Readiness table")
struct ReadinessTableTests {
    private typealias Table = ReadinessTable<String>

    @Test("arms one shot for a wait and resumes it with what it asked for")
    func oneWait() {
        var table = Table()
        let arming = table.add(1, on: 7, .read)
        #expect(arming.interest == .read)
        #expect(arming.isOneShot)
        let report = table.reported(7, [.read, .write], mark: arming.mark)
        #expect(report.resumed.map(\.id) == [1])
        #expect(report.resumed.first?.interest == .read)
        #expect(report.arming == nil)
    }

    @Test("keeps the reader armed when the writer has been resumed")
    func twoWaits() {
        var table = Table()
        _ = table.add(1, on: 7, .read)
        let arming = table.add(2, on: 7, .write)
        #expect(arming.interest == [.read, .write])
        let report = table.reported(7, .write, mark: arming.mark)
        #expect(report.resumed.map(\.id) == [2])
        #expect(report.arming == .init(interest: .read, isOneShot: true, mark: arming.mark))
    }

    @Test("resumes everyone who waits for the same thing")
    func sameInterest() {
        var table = Table()
        _ = table.add(1, on: 7, .read)
        let arming = table.add(2, on: 7, .read)
        #expect(table.reported(7, .read, mark: arming.mark).resumed.map(\.id) == [1, 2])
    }

    @Test("does not resume a wait that was removed")
    func removed() {
        var table = Table()
        let arming = table.add(1, on: 7, .read)
        table.remove(1, on: 7)
        #expect(table.reported(7, .read, mark: arming.mark).resumed.isEmpty)
    }

    @Test("drops a report about a descriptor that was forgotten and opened again")
    func staleReport() {
        var table = Table()
        let old = table.add(1, on: 7, .read)
        #expect(table.forget(7).waits == [1])
        let new = table.add(2, on: 7, .read)
        #expect(table.reported(7, .read, mark: old.mark).resumed.isEmpty)
        #expect(table.reported(7, .read, mark: new.mark).resumed.map(\.id) == [2])
    }

    @Test("a watch stays armed and sees only what it watches")
    func watch() {
        var table = Table()
        let (arming, replaced) = table.watch(7, .read, "handler")
        #expect(replaced == nil)
        #expect(!arming.isOneShot)
        for _ in 0..<3 {
            let report = table.reported(7, .read, mark: arming.mark)
            #expect(report.watch?.handler == "handler")
            #expect(report.watch?.interest == .read)
            #expect(report.arming == nil)
        }
        #expect(table.unwatch(7).removed == "handler")
        #expect(table.reported(7, .read, mark: arming.mark).watch == nil)
        #expect(table.count == 0)
    }

    @Test("takes back the interest of a wait that left a watched descriptor")
    func watchAndWait() {
        var table = Table()
        _ = table.watch(7, .read, "handler")
        let both = table.add(1, on: 7, .write)
        #expect(both == .init(interest: [.read, .write], isOneShot: false, mark: both.mark))
        table.remove(1, on: 7)
        let report = table.reported(7, .write, mark: both.mark)
        #expect(report.watch == nil)
        #expect(report.arming?.interest == .read)
    }

    @Test("a wait outlives the watch beside it")
    func unwatchKeepsWaits() {
        var table = Table()
        _ = table.watch(7, .read, "handler")
        _ = table.add(1, on: 7, .write)
        let (arming, _) = table.unwatch(7)
        #expect(arming?.interest == .write)
        #expect(arming?.isOneShot == true)
    }
}
