internal import Specification

/// The documents that follow from the specification of `connectors.yaml`; both are checked in under `docs/`.
public enum ManifestReference {
    /// The reference page, Markdown.
    public static var page: String {
        ReferencePage.render(ManifestSettings.specification, title: "connectors.yaml", introduction: introduction)
    }

    /// The JSON Schema, with which editors complete and check the file while it is written.
    public static var schema: String {
        JSONSchema.render(ManifestSettings.specification, title: "connectors.yaml of Longshore")
    }

    /// A file that shows the usual settings.
    public static let example = """
        # yaml-language-server: $schema=docs/connectors.schema.json
        version: 1
        projects:
          - name: orders
            retry: {exponential: {base: 10s, maximum: 2h}, attempts: 20}
            sources:
              - name: orders-kafka
                kafka:
                  brokers: [127.0.0.1:9092]
                  topics: [orders]
                  consumer_group: longshore-orders
                  start: earliest
                  sasl: {mechanism: SCRAM-SHA-512, username: app, password: "${KAFKA_PASSWORD}"}
                workers: 2
                format: raw
                event_type: {header: event-type, default: order.changed}
            endpoints:
              - name: billing
                url: https://billing.example.com/hooks
                secret: "${BILLING_SECRET}"
            subscriptions:
              - name: billing-paid
                endpoint: billing
                source: orders-kafka
                event_types: [order.paid, "order.refund.*"]

        """

    private static let introduction = """
        <!-- Generated from the specification that reads the file.
             `LONGSHORE_WRITE_DOCS=1 swift test --filter Documentation` writes it anew. -->

        Projects, sources, endpoints and subscriptions, kept in a file.

        | command | what it does |
        |---|---|
        | `longshore check` | reports every problem of the file at once, with line and column; connects to nothing |
        | `longshore check --schema` | prints the JSON Schema with which editors complete and check the file |
        | `longshore check --reference` | prints this page |
        | `longshore apply --dry-run` | shows what would be created, changed and removed |
        | `longshore apply` | does it: all of it in one transaction, or nothing |
        | `longshore apply --prune` | also removes what is in the file's projects but not in the file; never a whole project |

        Applying a file again changes nothing. A setting that is left out has its default, with two exceptions: a \
        `status` that is left out stays as it is, and so does a `secret`.

        ```yaml
        \(example.split(separator: "\n", omittingEmptySubsequences: false).dropLast().joined(separator: "\n"))
        ```

        ### How values are read

        - **Unknown keys, wrong types, unset variables and dangling references are errors**; nothing is applied \
        unless all of the file is valid.
        - Text may contain `${NAME}` or `${NAME:-default}`, replaced from the environment; `$$` stands for `$`. A \
        variable that is not set is an error. Keys are not expanded.
        - Numbers are decimal and not quoted: `2`, not `"2"`, `0x2`, `1_000` or `010`. Truth values are `true` and \
        `false`, not `yes` or `on`.
        - Text needs no quotes unless YAML asks for them; what looks like a number is text where text is expected: \
        `0644` stays `0644`.
        - Durations: `500ms`, `30s`, `5m`, `2h`, `7d`, `1m30s`, or a number of seconds. Sizes: `512`, `64KiB`, \
        `1MiB`, `2GB`.
        - Aliases (`*name`) and merge keys (`<<: *name`) work; tags do not.
        - A secret that stands in the file itself works, and `longshore check` warns about it.
        """
}
