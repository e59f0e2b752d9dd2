internal import Domain

/// What a client has changed of the settings it was shown, and nothing else.
///
/// Convoy's shape says less than our settings do. A client that sends back what it got with one field changed must not
/// thereby lose the rest, so the settings it gives are compared with those that its answer showed.
enum ConvoyMerge {
    /// The present value with the changes in it; nil for none.
    ///
    /// - Parameters:
    ///   - given: what the client gives.
    ///   - shown: what it would give if it had changed nothing.
    ///   - present: what is stored, secrets included.
    static func merged(_ given: Bytes?, shown: Bytes?, present: Bytes?) -> Bytes? {
        guard let given else { return shown == nil ? present : nil }
        guard let shown else { return MaskedJSON.unmasked(given, from: present) }
        if InputValue.areEqual(given, shown) { return present }
        guard let present, [given, shown, present].allSatisfy({ JSON.kind(of: $0) == .object }) else {
            return MaskedJSON.unmasked(given, from: present)
        }
        let (new, old, stored) = (JSON.dictionary(of: given), JSON.dictionary(of: shown), JSON.dictionary(of: present))
        var writer = JSONWriter(capacity: present.count)
        writer.object { writer in
            for name in Set(new.keys).union(stored.keys).sorted() {
                guard let value = merged(new[name], shown: old[name], present: stored[name]) else { continue }
                writer.member(name, raw: value)
            }
        }
        return writer.bytes[...]
    }
}
