internal import Crypto

/// HMAC (RFC 2104) whose key has been taken in once.
///
/// The library's own `HMAC` does the same behind generics that are resolved at run time in every call, at twice the
/// price of the hashing; here the compiler sees the hash function.
struct PreparedHMAC<Function: HashFunction>: Sendable where Function: Sendable {
    private let inner: Function
    private let outer: Function

    init(key: some Collection<UInt8>) {
        var block = key.count > Function.blockByteCount ? Array(Function.hash(data: Array(key))) : Array(key)
        block += repeatElement(0, count: Function.blockByteCount - block.count)
        var inner = Function()
        inner.update(data: block.map { $0 ^ 0x36 })
        var outer = Function()
        outer.update(data: block.map { $0 ^ 0x5C })
        self.inner = inner
        self.outer = outer
    }

    /// The code of `head` followed by `body`.
    func code(of head: [UInt8], _ body: Bytes) -> [UInt8] {
        var inner = inner
        inner.update(data: head)
        inner.update(data: body)
        var outer = outer
        outer.update(data: Array(inner.finalize()))
        return Array(outer.finalize())
    }
}
