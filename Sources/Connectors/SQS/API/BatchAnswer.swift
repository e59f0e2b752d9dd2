internal import Domain

/// What came of a call that concerns up to ten messages: each succeeds or fails for itself.
struct BatchAnswer: Sendable {
    /// Why one entry failed.
    struct Failure: Hashable, Sendable {
        /// AWS's word: `ReceiptHandleIsInvalid`.
        let code: String
        /// Whether it fails again when it is sent again.
        let isFinal: Bool
    }

    /// The entries that failed, by their place in the call.
    let failures: [Int: Failure]

    /// Nil when the bytes are no answer.
    init?(_ bytes: Bytes) {
        guard let fields = JSONFields(bytes) else { return nil }
        var failures: [Int: Failure] = [:]
        for entry in fields.objects("Failed") {
            guard let index = entry.integer("Id") else { continue }
            failures[Int(clamping: index)] = Failure(
                code: entry.text("Code") ?? "unknown",
                isFinal: entry.isTrue("SenderFault")
            )
        }
        self.failures = failures
    }
}
