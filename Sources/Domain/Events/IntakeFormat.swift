/// The binary form of an intake entry.
///
/// Version, kind and flags are a byte each; ids are 16 bytes; the time is 8; texts and payloads are preceded by their
/// length as a variable-length integer (seven bits a byte, least significant first). The payload is last. The form is
/// read by other processes, perhaps of another release: a change of meaning needs a new version.
enum IntakeFormat {
    static let version: UInt8 = 1

    enum Kind: UInt8 {
        case event = 1
        case deadLetter = 2
    }

    enum TargetTag: UInt8 {
        case subscriptions = 0
        case endpoint = 1
        case owner = 2
        case broadcast = 3
    }

    struct Flags: OptionSet {
        let rawValue: UInt8

        static let hasSource = Flags(rawValue: 1)
        /// An idempotency key for an event, the message's key for a dead letter.
        static let hasKey = Flags(rawValue: 2)
        /// The id of the job that replays the event stands before the payload. (4 has never been written.)
        static let isReplay = Flags(rawValue: 8)
        /// After it stands the only endpoint that gets the replay.
        static let hasReplayEndpoint = Flags(rawValue: 16)

        static let all: Flags = [.hasSource, .hasKey, .isReplay, .hasReplayEndpoint]
        static let ofReplays: Flags = [.isReplay, .hasReplayEndpoint]
    }
}
