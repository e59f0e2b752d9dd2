internal import AMQPConnector
public import ConnectorCore
internal import KafkaConnector
internal import PubSubConnector
internal import RedisStreamsConnector
internal import SQSConnector

/// The brokers that Longshore talks to. The only place that names them: adding one adds a line here.
public enum ConnectorCatalog {
    /// Every connector.
    public static let all: [ConnectorFactory] = [
        ConnectorFactory(KafkaConnector.self),
        ConnectorFactory(AMQPConnector.self),
        ConnectorFactory(PubSubConnector.self),
        ConnectorFactory(RedisStreamsConnector.self),
        ConnectorFactory(SQSConnector.self),
    ]

    /// The connector of a kind; nil when there is none.
    public static func factory(of kind: ConnectorKind) -> ConnectorFactory? {
        all.first { $0.kind == kind }
    }
}
