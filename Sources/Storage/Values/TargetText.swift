internal import Domain

/// An event's target as one word, as it is kept.
enum TargetText {
    static func text(of target: Envelope.Target) -> String {
        switch target {
        case .subscriptions: "subscriptions"
        case .broadcast: "broadcast"
        case .endpoint(let id): "endpoint:\(id)"
        case .owner(let owner): "owner:\(owner)".storable
        }
    }

    static func target(in text: String) throws -> Envelope.Target {
        switch text {
        case "subscriptions": return .subscriptions
        case "broadcast": return .broadcast
        default: break
        }
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        switch (parts.first, parts.last) {
        case ("endpoint", let id?):
            if let endpoint = ULID(id) { return .endpoint(endpoint) }
        case ("owner", let owner?):
            return .owner(String(owner))
        default: break
        }
        throw StorageError(.unreadable, "a stored event has a target that is not known")
    }
}
