/// A running `longshore sink`.
public final class SinkProcess: Sendable {
    /// Where it listens.
    public let port: Int
    /// The process.
    public let process: ChildProcess

    /// Starts a sink and waits until it listens.
    public init(_ stack: Stack, port: Int? = nil, _ arguments: [String] = [], secret: String? = Stack.secret)
        async throws
    {
        let chosen = try port ?? freePort()
        self.port = chosen
        let checking = secret.map { ["--secret", $0] } ?? []
        process = try stack.start(["sink", "--listen", "127.0.0.1:\(chosen)"] + checking + arguments)
        try await eventually("the sink listens") { isListening(chosen) }
    }

    /// Where endpoints deliver to.
    public var url: String { "http://127.0.0.1:\(port)/" }

    /// What has come, measured against the sequence 1…count.
    public func report(count: Int) async throws -> SinkCounts {
        SinkCounts(try await Web.get("\(url)report?first=1&count=\(count)"))
    }
}

/// The numbers of a sink's report.
public struct SinkCounts: Sendable {
    public let received, accepted, unique, uniqueSequences, verified, unverified, duplicates, idConflicts, lost: Int
    /// Accepted requests per second between the first and the last.
    public let perSecond: Double

    init(_ answer: Web.Answer) {
        let number = { (name: String) in (answer[name] as? Int) ?? -1 }
        received = number("received")
        accepted = number("accepted")
        unique = number("unique")
        uniqueSequences = number("unique_sequences")
        verified = number("verified")
        unverified = number("unverified")
        duplicates = number("duplicates")
        idConflicts = number("id_conflicts")
        lost = number("lost")
        perSecond = (answer["per_second"] as? Double) ?? 0
    }
}
