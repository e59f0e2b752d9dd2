internal import Catalog
internal import Domain
internal import Storage

/// The broker of a request in Convoy's shape.
struct ConvoyInput {
    /// The broker; nil when nothing of it was given.
    var broker: ConvoyBroker?
    /// The members of the source that were given, as in `connectors.yaml`.
    var members: [String: Bytes] = [:]
}

extension InputObject {
    /// Reads Convoy's `type` and `pub_sub`; nil when they were not given or say what is the case already.
    func convoyBroker(changing present: SourceRow?) -> ConvoyInput? {
        let type = string("type")
        if let type, type != "pub_sub" {
            issue("type", "\(type) is not supported yet: only pub_sub.")
            return nil
        }
        guard let given = raw("pub_sub") else {
            if type != nil, present == nil { issue("pub_sub", "is required with the type pub_sub.") }
            return nil
        }
        if let present, InputValue.areEqual(given, present.convoyBroker[...]) { return nil }
        return object("pub_sub")?.convoyInput(changing: present)
    }

    private func convoyInput(changing present: SourceRow?) -> ConvoyInput {
        var input = ConvoyInput()
        // Convoy's clients send 0 for what they leave out.
        if let workers = integer("workers", in: 0...SourceSettings.maximumWorkers), workers > 0 {
            input.members["workers"] = Bytes(String(workers).utf8)
        }
        let type = string("type", isRequired: true)
        guard let broker = type.flatMap(ConvoyBroker.init(rawValue:)) else {
            ConvoyBroker.allCases.forEach { ignore($0.rawValue) }
            if let type, !type.isEmpty, type != present?.draft.kind {
                let known = ConvoyBroker.allCases.map(\.rawValue).joined(separator: ", ")
                issue("type", "must be one of \(known); other brokers are given as in connectors.yaml.")
            }
            return input
        }
        for other in ConvoyBroker.allCases where other != broker {
            refuse(other.rawValue, because: "is not the broker that type names.")
        }
        guard let shape = object(broker.rawValue) else {
            issue(broker.rawValue, "is required with the type \(broker.rawValue).")
            return input
        }
        input.broker = broker
        let settings = broker.settings(in: shape)
        if let present, present.draft.kind == broker.kind {
            input.members[broker.kind] = shape.merged(settings, into: present.draft, of: broker)
        } else {
            input.members[broker.kind] = settings
            // What Convoy's producers write.
            input.members["format"] = Bytes(#""envelope""#.utf8)
        }
        return input
    }

    /// The stored settings with what was changed in Convoy's shape.
    private func merged(_ given: Bytes, into draft: SourceDraft, of broker: ConvoyBroker) -> Bytes {
        let present = ConvoySettings(draft)
        guard let answer = try? InputObject(body: broker.shape(of: present)) else { return given }
        let shown = broker.settings(in: answer)
        if InputValue.areEqual(given, shown) { return Bytes(draft.settings.utf8) }
        let stored = Bytes(SourceDocument.text(of: present.members).utf8)
        var merged = JSON.dictionary(of: ConvoyMerge.merged(given, shown: shown, present: stored) ?? given)
        if BrokerAddress.isChanged(Bytes(SourceDocument.text(of: merged).utf8), from: stored) {
            // Nor does another address get the secrets that Convoy's shape does not show.
            let masked = Bytes(SourceDocument.text(of: ConvoySettings.masked(draft)).utf8)
            merged = JSON.dictionary(of: ConvoyMerge.merged(given, shown: shown, present: masked) ?? given)
        }
        func isChanged(_ name: String) -> Bool {
            guard let new = merged[name], let old = present.members[name] else {
                return (merged[name] == nil) != (present.members[name] == nil)
            }
            return !InputValue.areEqual(new, old)
        }
        for (name, field) in broker.fields where broker.lists.contains(name) && isChanged(name) {
            let count = present.members[name].map { InputValue.elements(of: $0).count } ?? 0
            guard count > 1 else { continue }
            issue(field, "is the first of \(count): change `\(name)` within `\(broker.kind)`, as in connectors.yaml.")
        }
        for (name, rivals) in broker.replaced where isChanged(name) && merged[name] != nil {
            rivals.forEach { merged[$0] = nil }
        }
        return Bytes(SourceDocument.text(of: merged).utf8)
    }

    /// An object, when it is given and says something.
    func filled(_ name: String) -> InputObject? {
        guard let value = raw(name), !InputValue.isEmpty(value) else { return nil }
        return object(name)
    }
}
