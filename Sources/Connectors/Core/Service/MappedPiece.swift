internal import Domain

/// Messages of a batch as entries: all of them, unless that would be more than the intake should be handed at once.
///
/// A message of a few bytes may hold a thousand events, or a megabyte once it is decompressed.
struct MappedPiece: Sendable {
    /// A piece ends after the message that reaches this many entries …
    static let maximumEntries = 4_000

    /// … or this many bytes of data.
    static let maximumBytes = 32 << 20

    private(set) var entries: [IntakeEntry] = []

    /// How many of the messages are in it, those without entries too.
    private(set) var messages = 0

    /// How many of the messages made no entry.
    private(set) var skipped = 0

    /// Maps messages from the first on.
    init(of messages: ArraySlice<Message>, from source: SourceDescription, at now: Timestamp) {
        entries.reserveCapacity(min(messages.count, Self.maximumEntries))
        var bytes = 0
        for message in messages {
            let first = entries.count
            source.mapping.append(message, to: &entries, source: source, now: now)
            self.messages += 1
            if entries.count == first { skipped += 1 }
            for entry in entries[first...] { bytes += entry.dataSize }
            if entries.count >= Self.maximumEntries || bytes >= Self.maximumBytes { return }
        }
    }

    /// Those that are dead letters.
    var deadLetters: [DeadLetter] {
        entries.compactMap { if case .deadLetter(let letter) = $0 { letter } else { nil } }
    }
}

extension IntakeEntry {
    fileprivate var dataSize: Int {
        switch self {
        case .event(let envelope): envelope.data.count
        case .deadLetter(let letter): letter.body.count
        }
    }
}
