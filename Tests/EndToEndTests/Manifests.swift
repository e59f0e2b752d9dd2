import Embedded
import TestSupport

/// The connectors.yaml files that the tests use.
///
/// With `instance_id`, because the tests' broker waits for ever for members that are killed during a rebalance; those that come back
/// under their name it lets in.
enum Manifests {
    /// One topic into one endpoint.
    static func simple(_ stack: Stack, url: String, topic: String = "orders", format: String = "raw") -> String {
        """
        version: 1
        projects:
          - name: shop
            type: outgoing
            retry: {linear: {every: 500ms}, attempts: 20}
            sources:
              - name: orders
                kafka: {brokers: ["\(stack.brokerAddress)"], topics: [\(topic)], consumer_group: g-\(topic), start: earliest, assignment: range, instance_id: shop}
                workers: 2
                format: \(format)
                event_type: {header: event-type}
            endpoints:
              - {name: sink, url: "\(url)", secret: "\(Stack.secret)"}
            subscriptions:
              - {name: all, endpoint: sink, source: orders, event_types: ["*"]}

        """
    }

    /// Many streams of the installation's own Redis into one endpoint.
    static func streams(_ stack: Stack, url: String, sources: Int, extra: String = "") -> String {
        let sources = (1...sources).map { number in
            "      - {name: s\(number), redis_streams: {url: \"\(stack.redis.url)\", stream: \"in:\(number)\", group: g}, "
                + "event_type: test.made, format: raw\(extra)}"
        }
        return """
            version: 1
            projects:
              - name: shop
                type: outgoing
                sources:
            \(sources.joined(separator: "\n"))
                endpoints:
                  - {name: sink, url: "\(url)", secret: "\(Stack.secret)"}
                subscriptions:
                  - {name: all, endpoint: sink, event_types: ["*"]}

            """
    }

    /// A source for each broker, named as its kind, into one endpoint.
    static func brokers(_ brokers: [TestedBroker], url: String, acknowledge: String = "queued") -> String {
        let sources = brokers.map { broker in
            "      - {name: \(broker.kind), \(broker.kind): \(broker.settings), workers: 2, format: raw, "
                + "acknowledge: \(acknowledge), event_type: {header: event-type}}"
        }
        return """
            version: 1
            projects:
              - name: shop
                type: outgoing
                retry: {linear: {every: 500ms}, attempts: 20}
                sources:
            \(sources.joined(separator: "\n"))
                endpoints:
                  - {name: sink, url: "\(url)", secret: "\(Stack.secret)"}
                subscriptions:
                  - {name: all, endpoint: sink, event_types: ["*"]}

            """
    }

    /// One topic into several endpoints.
    static func fanOut(_ stack: Stack, urls: [String], topic: String = "orders") -> String {
        let endpoints = urls.enumerated().map { index, url in
            "      - {name: e\(index), url: \"\(url)\", secret: \"\(Stack.secret)\"}"
        }
        let subscriptions = urls.indices.map { index in
            "      - {name: s\(index), endpoint: e\(index), source: orders, event_types: [\"*\"]}"
        }
        return """
            version: 1
            projects:
              - name: shop
                type: outgoing
                sources:
                  - name: orders
                    kafka: {brokers: ["\(stack.brokerAddress)"], topics: [\(topic)], consumer_group: g, start: earliest, assignment: range, instance_id: shop}
                    format: raw
                    event_type: {header: event-type}
                endpoints:
            \(endpoints.joined(separator: "\n"))
                subscriptions:
            \(subscriptions.joined(separator: "\n"))

            """
    }
}
