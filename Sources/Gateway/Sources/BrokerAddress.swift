internal import Domain

/// Where a source's secrets go, and how they are kept from others on the way.
///
/// Who may change a source need not know its secrets. A secret that is kept must not go to an address for which it was not given.
enum BrokerAddress {
    private static let settings: Set<String> = [
        "account", "brokers", "ca_file", "default_region", "endpoint", "hosts", "region", "sts_endpoint", "tls",
        "token_ca_file", "token_endpoint", "url", "vhost",
    ]
    /// SQS takes a queue's URL in the place of its name.
    private static let queues: Set<String> = ["queue", "queue_name"]

    /// Whether the given settings of a broker name another address than the present ones; a mask is what it stands for.
    static func isChanged(_ given: Bytes, from present: Bytes) -> Bool {
        let (new, old) = (places(in: given, path: ""), places(in: present, path: ""))
        guard new.map(\.path) == old.map(\.path) else { return true }
        return zip(new, old).contains { new, old in
            !InputValue.areEqual(MaskedJSON.unmasked(new.value, from: old.value), old.value)
        }
    }

    private struct Place {
        let path: String
        let value: Bytes
    }

    private static func places(in object: Bytes, path: String) -> [Place] {
        guard JSON.kind(of: object) == .object, let members = try? JSON.members(of: object) else { return [] }
        var found: [Place] = []
        for member in members.sorted(by: { $0.name < $1.name }) {
            let place = "\(path).\(member.name)"
            let isQueueURL =
                queues.contains(member.name) && JSON.string(from: member.value)?.contains("://") == true
            if isQueueURL || settings.contains(member.name) {
                found.append(Place(path: place, value: member.value))
            } else {
                found += places(in: member.value, path: place)
            }
        }
        return found
    }
}
