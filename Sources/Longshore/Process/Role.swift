/// What a process does; several roles may share one.
struct Role: OptionSet, Sendable {
    let rawValue: Int

    static let server = Role(rawValue: 1)
    static let ingest = Role(rawValue: 2)
    static let worker = Role(rawValue: 4)
    static let all: Role = [.server, .ingest, .worker]
}
