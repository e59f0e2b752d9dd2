internal import Domain

/// Which endpoints the events of a source are for.
public enum TargetRule: Hashable, Sendable {
    /// Every subscription of the source that matches the event type.
    case subscriptions
    /// Every subscription of the project that matches the event type.
    case broadcast
    /// The endpoint whose id the rule gives.
    case endpoint(ValueRule)
    /// Every endpoint whose owner the rule gives.
    case owner(ValueRule)
}

extension TargetRule {
    func target(for message: Message, data: Bytes?) throws(MappingFailure) -> Envelope.Target {
        switch self {
        case .subscriptions: return .subscriptions
        case .broadcast: return .broadcast
        case .endpoint(let rule):
            guard let text = rule.value(for: message, data: data) else {
                throw MappingFailure("target endpoint missing: \(rule.absence)")
            }
            return .endpoint(try Self.endpoint(text))
        case .owner(let rule):
            guard let owner = rule.value(for: message, data: data) else {
                throw MappingFailure("target owner missing: \(rule.absence)")
            }
            return .owner(try MappingFailure.checked(owner, as: "target owner"))
        }
    }

    static func endpoint(_ text: String) throws(MappingFailure) -> ULID {
        guard let id = ULID(text) else {
            throw MappingFailure(
                "unknown endpoint: \(MappingFailure.quoted(text)) is not an endpoint id (26 characters)"
            )
        }
        return id
    }
}
