/// What the broker is told about messages.
enum BrokerCommand: Hashable, Sendable {
    /// It may forget a message; with `multiple` also every earlier one that is still out.
    case acknowledge(UInt64, multiple: Bool)
    /// It takes a message back, into the queue or to where the queue's dead letters go.
    case reject(UInt64, requeue: Bool)
    /// The same for a message and every earlier one that is still out.
    case rejectAll(upTo: UInt64, requeue: Bool)
}
