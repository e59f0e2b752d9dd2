internal import Domain
internal import Specification

/// The settings of a retry policy.
enum RetrySettings {
    static let specification = ObjectSpecification(
        "Retry policy",
        summary: "When a failed delivery is tried again, and how often altogether.",
        settings: [
            Setting(
                "exponential",
                .object(exponential),
                summary: "Waits that double, with some jitter.",
                example: "{base: 10s, maximum: 2h}"
            ),
            Setting("linear", .object(linear), summary: "The same wait every time.", example: "{every: 100s}"),
            Setting(
                "schedule",
                .list(wait, atLeast: 1, atMost: 100),
                summary: "The waits themselves, each up to a tenth shorter or longer.",
                example: "[5s, 5m, 30m, 2h, 5h]"
            ),
            Setting(
                "attempts",
                .integer(1...1_000),
                summary: """
                    How often a delivery is tried altogether, the first time included. Left out: 20, and with a \
                    schedule one more than it has waits. The last wait of a schedule repeats while attempts are left.
                    """,
                example: "20"
            ),
        ],
        exactlyOneOf: [["exponential", "linear", "schedule"]]
    )

    private static let wait = Setting.Kind.duration(atLeast: .milliseconds(100), atMost: .seconds(30 * 86_400))

    private static let exponential = ObjectSpecification(
        "Exponential waits",
        summary: "The first wait is `base`, each next one twice as long, up to `maximum`.",
        settings: [
            Setting("base", wait, defaultText: "10s", summary: "The first wait."),
            Setting("maximum", wait, defaultText: "2h", summary: "The longest wait."),
        ]
    )

    private static let linear = ObjectSpecification(
        "Equal waits",
        summary: "The same wait every time.",
        settings: [Setting("every", wait, isRequired: true, summary: "The wait.", example: "100s")]
    )

    /// The policy of complete settings.
    static func policy(_ settings: CheckedObject) -> RetryPolicy {
        let attempts = settings.optionalInteger("attempts")
        if let linear = settings.optionalObject("linear") {
            return RetryPolicy(strategy: .linear(every: linear.duration("every")), attempts: attempts ?? 20)
        }
        let waits = settings.durations("schedule")
        if !waits.isEmpty { return RetryPolicy(strategy: .schedule(waits), attempts: attempts ?? waits.count + 1) }
        let exponential = settings.object("exponential")
        return RetryPolicy(
            strategy: .exponential(base: exponential.duration("base"), maximum: exponential.duration("maximum")),
            attempts: attempts ?? 20
        )
    }

    static func check(_ settings: CheckedObject) -> [ConfigurationIssue] {
        guard let exponential = settings.optionalObject("exponential"),
            let base = exponential.optionalDuration("base"), let maximum = exponential.optionalDuration("maximum"),
            base > maximum
        else { return [] }
        return [exponential.issue(at: "base", "is longer than maximum, \(DurationText.text(for: maximum))")]
    }

    /// A policy in a few words, for plans.
    static func text(for policy: RetryPolicy) -> String {
        let waits =
            switch policy.strategy {
            case .linear(let wait): "every \(DurationText.text(for: wait))"
            case .exponential(let base, let maximum):
                "exponential from \(DurationText.text(for: base)) to \(DurationText.text(for: maximum))"
            case .schedule(let waits): "after " + waits.map(DurationText.text(for:)).joined(separator: ", ")
            }
        return "\(waits); \(policy.attempts) attempts"
    }
}
