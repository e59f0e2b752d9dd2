import Domain
import HTTP
import Reactor
import Synchronization
import Testing

/// A configuration that lets tests reach themselves.
let permissive = HTTPConfiguration(addressPolicy: AddressPolicy(allowsPrivate: true))

/// Lends a client on a reactor of its own; shuts both down on every path.
func withClient<R>(
    _ configuration: HTTPConfiguration = permissive,
    _ body: (HTTPClient, Reactor) async throws -> R
) async throws -> R {
    let reactor = Reactor.start(name: "http-test")
    let client = HTTPClient(configuration: configuration, reactor: reactor)
    let result: Result<R, any Error>
    do { result = .success(try await body(client, reactor)) } catch { result = .failure(error) }
    await client.shutdown()
    reactor.stop()
    await reactor.stopped()
    return try result.get()
}

/// Waits for a condition, up to ten seconds.
func until(_ condition: () -> Bool, sourceLocation: SourceLocation = #_sourceLocation) async throws {
    let deadline = ContinuousClock.now + .seconds(10)
    while !condition() {
        try #require(.now < deadline, "the condition did not come true in time", sourceLocation: sourceLocation)
        await Task.yield()
    }
}

/// Collects values from any thread.
final class Recorder<Value: Sendable>: Sendable {
    private let stored = Mutex<[Value]>([])
    var values: [Value] { stored.withLock { $0 } }
    func append(_ value: Value) { stored.withLock { $0.append(value) } }
}

extension Result where Success == HTTPResponse, Failure == HTTPError {
    /// The response; fails the test when there is none.
    func response(sourceLocation: SourceLocation = #_sourceLocation) throws -> HTTPResponse {
        try #require(response, "\(self)", sourceLocation: sourceLocation)
    }

    /// The error; fails the test when there is none.
    func error(sourceLocation: SourceLocation = #_sourceLocation) throws -> HTTPError {
        try #require(error, "got an answer instead of an error", sourceLocation: sourceLocation)
    }

    private var response: HTTPResponse? { try? get() }

    private var error: HTTPError? {
        if case .failure(let error) = self { error } else { nil }
    }
}
