/// Which addresses deliveries may go to.
///
/// Whoever may add an endpoint could otherwise make us speak to the hosts around us: databases, metadata services,
/// ourselves. The policy is asked about the address actually connected to, not about a name.
public struct AddressPolicy: Hashable, Sendable {
    /// Whether private addresses of every kind are allowed, as for development.
    public var allowsPrivate: Bool

    /// Networks that are allowed although they are not public.
    public var allowed: [CIDR]

    /// Makes a policy; by default only public addresses are allowed.
    public init(allowsPrivate: Bool = false, allowed: [CIDR] = []) {
        self.allowsPrivate = allowsPrivate
        self.allowed = allowed
    }

    /// Whether a delivery may go to this address.
    public func allows(_ address: IPAddress) -> Bool {
        rule(against: address) == nil
    }

    /// Why no delivery may go to this address, for a person; nil when it may.
    public func refusal(_ address: IPAddress) -> String? {
        guard let rule = rule(against: address) else { return nil }
        let remedy = rule.isPrivate ? "; allow its network if that is intended" : ""
        return "\(address) is \(rule.meaning) (\(rule.network)), to which nothing is sent\(remedy)"
    }

    private func rule(against address: IPAddress) -> SpecialNetwork? {
        guard let rule = SpecialNetwork.containing(address) else { return nil }
        if allowed.contains(where: { $0.contains(address) }) { return nil }
        if let embedded = rule.embeddedAddress(in: address) {
            // A translator on the way would lead to the address inside: that one decides.
            return self.rule(against: embedded) == nil ? nil : rule
        }
        return allowsPrivate && rule.isPrivate ? nil : rule
    }
}
