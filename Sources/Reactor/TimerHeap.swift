/// Names one timer of a heap; stale once the timer has fired or was removed.
public struct TimerToken: Hashable, Sendable {
    let slot: Int32
    let generation: UInt32

    /// Names no timer.
    static let none = TimerToken(slot: -1, generation: 0)
}

/// Numbers ordered by the time they are due: a binary heap whose entries can be removed from the middle.
///
/// What a number stands for is its owner's business; not being generic keeps this fast across modules.
///
/// Most timers are deadlines that never pass, so removal matters as much as insertion: a slot table remembers where
/// in the heap each entry is, which makes both O(log n) without hashing and leaves nothing dead behind.
package struct TimerHeap {
    private struct Entry {
        let due: ContinuousClock.Instant
        /// Insertion order, so that timers due at the same instant fire in the order they were set.
        let sequence: UInt64
        let slot: Int32
        let id: UInt64
    }

    private struct Slot {
        var position: Int
        var generation: UInt32
    }

    private var entries: [Entry] = []
    private var slots: [Slot] = []
    private var freeSlots: [Int32] = []
    private var nextSequence: UInt64 = 0

    package var count: Int { entries.count }
    package var isEmpty: Bool { entries.isEmpty }

    package init() {}

    /// When the earliest entry is due.
    package var earliest: ContinuousClock.Instant? { entries.first?.due }

    package mutating func insert(_ id: UInt64, due: ContinuousClock.Instant) -> TimerToken {
        let slot = takeSlot()
        let entry = Entry(due: due, sequence: nextSequence, slot: slot, id: id)
        nextSequence += 1
        entries.append(entry)
        rise(entry, from: entries.count - 1)
        return TimerToken(slot: slot, generation: slots[Int(slot)].generation)
    }

    /// Takes the entry out, or answers nil when it has fired or was removed before.
    @discardableResult
    package mutating func remove(_ token: TimerToken) -> UInt64? {
        let slot = Int(token.slot)
        guard slots.indices.contains(slot), slots[slot].generation == token.generation, slots[slot].position >= 0
        else { return nil }
        return removeEntry(at: slots[slot].position).id
    }

    /// Takes out the earliest entry that is due at `now`.
    package mutating func popDue(at now: ContinuousClock.Instant) -> UInt64? {
        guard let first = entries.first, first.due <= now else { return nil }
        return removeEntry(at: 0).id
    }

    package mutating func removeAll() {
        while !entries.isEmpty { _ = removeEntry(at: entries.count - 1) }
    }

    // MARK: - Slots

    private mutating func takeSlot() -> Int32 {
        if let slot = freeSlots.popLast() { return slot }
        slots.append(Slot(position: -1, generation: 0))
        return Int32(slots.count - 1)
    }

    private mutating func freeSlot(_ slot: Int32) {
        slots[Int(slot)].position = -1
        slots[Int(slot)].generation &+= 1
        freeSlots.append(slot)
    }

    // MARK: - Heap

    private mutating func removeEntry(at position: Int) -> Entry {
        let removed = entries[position]
        let last = entries.removeLast()
        if position < entries.count {
            if position > 0, isBefore(last, entries[(position - 1) / 2]) {
                rise(last, from: position)
            } else {
                sink(last, from: position)
            }
        }
        freeSlot(removed.slot)
        return removed
    }

    private mutating func rise(_ entry: Entry, from start: Int) {
        var position = start
        while position > 0 {
            let parent = (position - 1) / 2
            guard isBefore(entry, entries[parent]) else { break }
            place(entries[parent], at: position)
            position = parent
        }
        place(entry, at: position)
    }

    private mutating func sink(_ entry: Entry, from start: Int) {
        var position = start
        while true {
            var child = 2 * position + 1
            guard child < entries.count else { break }
            if child + 1 < entries.count, isBefore(entries[child + 1], entries[child]) { child += 1 }
            guard isBefore(entries[child], entry) else { break }
            place(entries[child], at: position)
            position = child
        }
        place(entry, at: position)
    }

    private mutating func place(_ entry: Entry, at position: Int) {
        entries[position] = entry
        slots[Int(entry.slot)].position = position
    }

    private func isBefore(_ a: Entry, _ b: Entry) -> Bool {
        a.due == b.due ? a.sequence < b.sequence : a.due < b.due
    }
}
