internal import Domain

/// A header's name that stands for an attribute: `ce_type` in Kafka, `cloudEvents:type` in AMQP, `ce-type` elsewhere. Each is
/// understood everywhere, whatever its case.
struct CloudEventHeader: Hashable {
    /// The attribute's name in lower case.
    let attribute: String

    /// Whether the value is escaped with `%XX`, as the binding to HTTP and those made after it want.
    let isEscaped: Bool

    init?(_ name: String) {
        guard let first = name.utf8.first, first.asciiLowercased == UInt8(ascii: "c") else { return nil }
        let name = name.asciiLowercased
        for prefix in ["ce_", "ce-", "cloudevents:", "cloudevents_"] where name.hasPrefix(prefix) {
            guard name.utf8.count > prefix.utf8.count else { return nil }
            attribute = String(name.dropFirst(prefix.count))
            isEscaped = prefix == "ce-"
            return
        }
        return nil
    }

    /// An attribute as a header of the webhook, escaped as HTTP's binding says.
    static func forwarded(_ attribute: CloudEvent.Attribute) -> Header {
        Header(name: "ce-\(attribute.name)", value: PercentEncoding.encode(attribute.value))
    }
}
