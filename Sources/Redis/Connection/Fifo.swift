/// A queue over an array: append at the end, take from the front, each at constant cost.
struct Fifo<Element> {
    private var storage: [Element?] = []
    private var head = 0

    var isEmpty: Bool { head == storage.count }
    var count: Int { storage.count - head }

    var first: Element? { isEmpty ? nil : storage[head] }

    mutating func append(_ element: Element) {
        storage.append(element)
    }

    mutating func popFirst() -> Element? {
        guard !isEmpty else { return nil }
        let element = storage[head].take()
        head += 1
        if head == storage.count {
            storage.removeAll(keepingCapacity: true)
            head = 0
        } else if head > 64, head * 2 > storage.count {
            storage.removeFirst(head)
            head = 0
        }
        return element
    }

    /// Changes the front element in place.
    mutating func modifyFirst<Result>(_ body: (inout Element) -> Result) -> Result? {
        guard !isEmpty else { return nil }
        return modify(at: head, body)
    }

    /// Changes the element that `id` belongs to, in a queue whose elements were appended in the order of their ids.
    mutating func modify<Result>(
        _ id: UInt64,
        by idOf: (borrowing Element) -> UInt64,
        _ body: (inout Element) -> Result
    ) -> Result? {
        var low = head
        var high = storage.count
        while low < high {
            let middle = (low + high) / 2
            guard let found = storage[middle].map({ idOf($0) }) else { return nil }
            if found == id { return modify(at: middle, body) }
            if found < id { low = middle + 1 } else { high = middle }
        }
        return nil
    }

    /// Changes every element in place, front first.
    mutating func modifyEach(_ body: (inout Element) -> Void) {
        for index in head..<storage.count { _ = modify(at: index, body) }
    }

    mutating func removeAll() -> [Element] {
        defer {
            storage.removeAll()
            head = 0
        }
        return storage[head...].compactMap { $0 }
    }

    /// Takes the element out for the time of the change, so that what it holds is not copied.
    private mutating func modify<Result>(at index: Int, _ body: (inout Element) -> Result) -> Result? {
        guard var element = storage[index].take() else { return nil }
        defer { storage[index] = element }
        return body(&element)
    }
}

extension Fifo: Sendable where Element: Sendable {}
