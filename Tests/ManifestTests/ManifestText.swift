import Manifest

/// Files that the tests read.
enum ManifestText {
    /// A whole file with every kind of thing.
    static let whole = """
        version: 1
        projects:
          - name: orders
            retry: {schedule: [5s, 5m, 30m]}
            signature:
              header: X-Shop-Signature
              versions: [{hash: SHA512, encoding: base64}]
            sources:
              - name: orders-kafka
                kafka:
                  brokers: [127.0.0.1:9092]
                  topics: [orders]
                  consumer_group: longshore-orders
                  sasl: {mechanism: SCRAM-SHA-512, username: app, password: "${KAFKA_PASSWORD}"}
                workers: 2
                event_type: {header: event-type, default: order.changed}
            endpoints:
              - name: billing
                url: https://billing.example.com/hooks
                secret: ${BILLING_SECRET}
                authentication: {basic: {username: shop, password: "${BILLING_SECRET}"}}
            subscriptions:
              - name: billing-paid
                endpoint: billing
                source: orders-kafka
                event_types: [order.paid, "order.refund.*"]
                retry: {linear: {every: 1m}, attempts: 3}
        """

    /// One source of each kind, written as the design writes them.
    static let kinds = """
        version: 1
        projects:
          - name: orders
            type: outgoing
            sources:
              - name: orders-kafka
                kafka:
                  brokers: [127.0.0.1:9092]
                  topics: [orders]
                  consumer_group: longshore-orders
                  start: earliest
                  sasl: {mechanism: SCRAM-SHA-512, username: app, password: "${KAFKA_PASSWORD}"}
                  tls: {ca_file: /etc/ssl/ca.pem}
                  properties: {fetch.min.bytes: "1"}
                workers: 2
                format: raw
                event_type: {header: event-type, default: order.changed}
              - name: orders-amqp
                amqp: {url: "amqp://guest:${PASSWORD}@127.0.0.1:5672/", queue: orders, prefetch: 500}
                event_type: order.changed
              - name: orders-sqs
                sqs:
                  queue: orders
                  region: eu-west-1
                  endpoint: "http://127.0.0.1:4566"
                  access_key_id: key
                  secret_access_key: "${AWS_SECRET}"
                format: envelope
              - name: orders-pubsub
                pubsub:
                  project: shop
                  subscription: orders-sub
                  credentials_file: key.json
                  endpoint: "http://127.0.0.1:8085"
                format: cloudevents
                acknowledge: persisted
              - name: orders-redis
                redis_streams: {url: "redis://127.0.0.1:6379/1", stream: orders, group: longshore}
                labels: {region: eu}
                event_type: order.changed
        """

    static let environment = ["KAFKA_PASSWORD": "kafka-pw", "BILLING_SECRET": "whsec_b25lIHNlY3JldA=="]

    static func check(_ text: String, _ environment: [String: String] = environment) -> ManifestReading {
        Manifest.check(text, file: "connectors.yaml", environment: environment)
    }

    /// The lines of a file whose one project has the given lines in it.
    static func project(_ lines: String) -> String {
        let indented = lines.split(separator: "\n", omittingEmptySubsequences: false).map { "    \($0)" }
        return "version: 1\nprojects:\n  - name: p\n" + indented.joined(separator: "\n")
    }
}
