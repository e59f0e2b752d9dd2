import Domain
import Testing

@testable import ConnectorCore

@Suite("The balance of a pool")
struct PoolBalanceTests {
    private func slot(_ number: Int) -> PoolBalance.Slot {
        PoolBalance.Slot(source: ULID(high: 0, low: 7), number: number)
    }

    @Test(
        "a share is an even part, rounded up so that nothing is left over",
        arguments: [(20, 3, 7), (4, 8, 1), (0, 2, 1)]
    )
    func share(total: Int, members: Int, expected: Int) {
        let balance = PoolBalance()
        balance.update(total: total)
        balance.update(members: members)
        #expect(balance.share == expected)
    }

    @Test("gives back the newest beyond the share, half of them at a time")
    func surplus() {
        let balance = PoolBalance()
        balance.update(total: 10)
        let signals = (0..<10).map { balance.took(slot($0), after: balance.standing) }
        balance.surrenderSurplus()
        #expect(signals.allSatisfy { !$0.isRequested }, "alone, it keeps everything")
        balance.update(members: 2)
        balance.surrenderSurplus()
        #expect(signals.map(\.isRequested) == Array(repeating: false, count: 7) + [true, true, true])
        for number in 7..<10 { balance.gaveBack(slot(number)) }
        balance.surrenderSurplus()
        #expect(signals[6].isRequested && !signals[5].isRequested)
    }

    @Test("keeps what nobody else wanted until the pool changes")
    func unwanted() {
        let balance = PoolBalance()
        balance.update(total: 2)
        balance.update(members: 2)
        let first = balance.took(slot(0), after: balance.standing)
        #expect(balance.standing.isFull)
        let second = balance.took(slot(1), after: balance.standing)
        balance.surrenderSurplus()
        #expect(!first.isRequested && !second.isRequested)
        balance.update(members: 3)
        balance.surrenderSurplus()
        #expect(second.isRequested && !first.isRequested)
    }

    @Test("gives back what it waited for in vain while the pool changed")
    func waitedInAnotherPool() {
        let balance = PoolBalance()
        balance.update(total: 3)
        balance.update(members: 3)
        _ = balance.took(slot(0), after: balance.standing)
        let standing = balance.standing
        balance.update(members: 2)
        let second = balance.took(slot(1), after: standing)
        let third = balance.took(slot(2), after: standing)
        balance.surrenderSurplus()
        #expect(third.isRequested && !second.isRequested)
    }
}
