internal import DequeModule

extension HeldMessages {
    /// One message in a call.
    struct Item: Hashable, Sendable {
        let id: String
        let number: UInt64
        let receipt: String
        /// For how long it shall be invisible; 0 in deletions.
        var seconds = 0
        /// When its lease ends, before an extension.
        var leaseEnd: Instant?
    }

    // MARK: - Deleting

    /// Takes up to ten messages to delete.
    mutating func nextDeletes() -> [Item] {
        var items: [Item] = []
        while items.count < SQSClient.batch, let id = deletes.popFirst() {
            guard let entry = entries[id], entry.stage == .deleting else { continue }
            items.append(Item(id: id, number: entry.number, receipt: entry.receipt))
        }
        return items
    }

    /// Notes that a message is gone at AWS, or will never be there for us again.
    mutating func forget(_ item: Item) {
        guard let entry = entries[item.id], entry.number == item.number else { return }
        if entry.isLent { lent -= 1 }
        if entry.stage == .waiting { waitingBytes -= entry.size }
        entries[item.id] = nil
    }

    /// Notes that a deletion did not come about; it will be asked for again.
    mutating func deletionFailed(_ item: Item) {
        guard let entry = entries[item.id], entry.number == item.number, entry.stage == .deleting else { return }
        entries[item.id]?.failures += 1
        deletes.append(item.id)
    }

    /// Whether AWS has delivered a message again since a deletion was sent: then it has to be sent again.
    func isOutdated(_ item: Item) -> Bool {
        guard let entry = entries[item.id], entry.number == item.number else { return false }
        return entry.receipt != item.receipt
    }

    // MARK: - Giving back

    /// Takes up to ten messages to give back, in the order in which they were given back.
    mutating func nextReturns() -> [Item] {
        var items: [Item] = []
        while items.count < SQSClient.batch, let next = returns.popFirst() {
            guard let entry = entries[next.id], entry.number == next.number, entry.stage == .returning else { continue }
            items.append(Item(id: next.id, number: next.number, receipt: entry.receipt, seconds: next.seconds))
        }
        return items
    }

    /// Notes that giving back failed; it will be asked for again, unless the lease ends before.
    mutating func returnFailed(_ item: Item, now: Instant) {
        guard let entry = entries[item.id], entry.number == item.number, entry.stage == .returning else { return }
        guard let end = entry.leaseEnd, end > now else { return forget(item) }
        returns.append(Return(id: item.id, number: item.number, seconds: item.seconds))
    }

    // MARK: - Leases

    /// Takes up to ten messages whose lease ends before a time.
    mutating func nextExtensions(before limit: Instant) -> [Item] {
        var items: [Item] = []
        for (id, entry) in entries where entry.isLent && items.count < SQSClient.batch {
            guard let end = entry.leaseEnd, end < limit else { continue }
            items.append(Item(id: id, number: entry.number, receipt: entry.receipt, leaseEnd: end))
        }
        for item in items { entries[item.id]?.leaseEnd = nil }
        return items
    }

    /// Notes until when messages are ours.
    mutating func extended(_ item: Item, until end: Instant) {
        guard let entry = entries[item.id], entry.number == item.number, entry.leaseEnd == nil else { return }
        entries[item.id]?.leaseEnd = end
    }

    /// Notes that a message is not ours any more: one that waits is dropped, one that is out may still be settled.
    mutating func leaseLost(_ item: Item) {
        guard let entry = entries[item.id], entry.number == item.number, entry.stage == .waiting else { return }
        forget(item)
    }

    /// Notes that an extension failed; it will be asked for again as long as there is something to extend.
    mutating func extensionFailed(_ item: Item, now: Instant) {
        guard let end = item.leaseEnd, end > now else { return leaseLost(item) }
        extended(item, until: end)
    }
}
