internal import ArgumentParser
internal import Hummingbird
internal import Logging
internal import ServiceLifecycle
internal import Sink
internal import Specification
internal import Telemetry
internal import UnixSignals

/// A receiver for trying things out.
struct SinkCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sink",
        abstract: "Receive webhooks: verify, count, and misbehave when told to.",
        discussion: """
            Point an endpoint at http://127.0.0.1:8088/ and watch. GET /report says what came: lost, duplicate and \
            out-of-order by the sequence number in each payload (?first=1&count=1000: how many should have come).
            """
    )

    @Option(help: ArgumentHelp("Where to listen.", valueName: "host:port"))
    var listen = "127.0.0.1:8088"

    @Option(
        help: ArgumentHelp(
            "Secret of an endpoint that delivers here; give several with several flags.",
            valueName: "whsec_…"
        )
    )
    var secret: [String] = []

    @Option(help: ArgumentHelp("Share of requests to fail, such as 10%.", valueName: "percent"))
    var fail = "0%"

    @Option(help: ArgumentHelp("Status of a request failed on purpose.", valueName: "code"))
    var status = 500

    @Option(help: ArgumentHelp("Hold every answer back, such as 200ms or 2s.", valueName: "duration"))
    var slow: String?

    @Flag(help: "Never answer.")
    var hang = false

    @Option(help: ArgumentHelp("JSON path of the sequence number.", valueName: "path"))
    var sequence = "$.seq"

    @Option(help: ArgumentHelp("JSON path of the key within which numbers count.", valueName: "path"))
    var key: String?

    @Flag(help: "Print a line for each request.")
    var verbose = false

    func run() async throws {
        try await reportingErrors {
            bootstrapLogging(format: .text, level: .warning)
            var settings = SinkSettings()
            guard let colon = listen.lastIndex(of: ":"), let port = Int(listen[listen.index(after: colon)...]) else {
                throw StartError("--listen \"\(listen)\" is not host:port, such as 127.0.0.1:8088")
            }
            settings.host = String(listen[..<colon])
            settings.port = port
            settings.secrets = secret
            settings.failureRate = try Self.share(fail)
            settings.failureStatus = status
            if let slow { settings.delay = try Self.duration(slow) }
            settings.hangs = hang
            settings.sequencePath = sequence
            settings.keyPath = key
            settings.printsRequests = verbose
            let host = settings.host
            let sink = try buildSink(settings, logger: Logger(label: "sink")) { port in
                print("sink on http://\(host):\(port)/ — GET /report for the count, Ctrl-C to stop")
            }
            try await naming(listen) { try await sink.runService(gracefulShutdownSignals: [.sigterm, .sigint]) }
        }
    }

    private static func share(_ text: String) throws -> Double {
        let number = text.hasSuffix("%") ? String(text.dropLast()) : text
        guard let value = Double(number), (0...100).contains(value) else {
            throw StartError("--fail \"\(text)\" is not a percentage from 0% to 100%")
        }
        return value / 100
    }

    private static func duration(_ text: String) throws -> Duration {
        guard let duration = DurationText.duration(text) else {
            throw StartError("--slow \"\(text)\" is not a duration such as 200ms or 2s")
        }
        return duration
    }
}
