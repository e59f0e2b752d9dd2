internal import Domain
internal import FoundationEssentials
internal import HTTP
internal import Reactor

/// What the process runs in, as far as credentials may come from it; a value, so that tests can make their own.
struct Surroundings: Sendable {
    /// The environment's variables; an empty one counts as absent.
    var environment: [String: String]
    /// Reaches the services that hand out credentials.
    var http: HTTPClient
    /// The time as AWS has it.
    var clock: ServerClock
    /// Where a container asks for the credentials of its task.
    var containerHost = "http://169.254.170.2"
    /// Where a machine asks about itself, unless the environment names another place.
    var metadataHost = "http://169.254.169.254"

    func variable(_ name: String) -> String? {
        environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// A file in the user's folder `.aws`.
    func homeFile(_ name: String) -> String { (variable("HOME") ?? "/root") + "/.aws/" + name }

    /// The text of a file; nil when there is none.
    func read(_ path: String) async throws(AWSFailure) -> String? {
        let limit = ContinuousClock.now + .seconds(5)
        do {
            return try await BlockingThreads.run(until: limit) {
                guard FileManager.default.fileExists(atPath: path) else { return nil }
                return try String(contentsOf: URL(filePath: path), encoding: .utf8)
            }
        } catch {
            throw AWSFailure(.configuration, code: "unreadable file", "`\(path)` cannot be read")
        }
    }

    /// Sends a request to a service that hands out credentials.
    func fetch(
        _ url: String,
        method: String = "GET",
        headers: [Header] = [],
        timeout: Duration = .seconds(2)
    ) async throws(AWSFailure) -> HTTPResponse {
        let request = HTTPRequest(method: method, url: url, headers: headers, timeout: timeout)
        switch await http.send(request) {
        case .success(let response): return response
        case .failure(let error): throw AWSFailure(error)
        }
    }
}
