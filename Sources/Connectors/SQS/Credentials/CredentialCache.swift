internal import Domain
internal import Synchronization

/// Keeps credentials as long as they last, and renews them before they end; however many ask, one looks.
final class CredentialCache: Sendable {
    /// From when on they are renewed while the old ones are still used.
    static let early: Duration = .seconds(300)
    /// From when on the old ones are not used any more.
    static let late: Duration = .seconds(30)
    /// The pause after a renewal that failed while the old ones still hold.
    private static let pause: Duration = .seconds(20)

    private typealias Search = Task<Result<Credentials, AWSFailure>, Never>

    private struct State {
        var current: Credentials?
        var search: Search?
        var retryAt: Timestamp?
    }

    private let state = Mutex(State())
    private let source: any CredentialSource
    private let clock: ServerClock

    init(_ source: any CredentialSource, clock: ServerClock) {
        self.source = source
        self.clock = clock
    }

    /// Credentials that hold; waits where there are none yet.
    func current() async throws(AWSFailure) -> Credentials {
        let now = clock.now
        let (held, search) = state.withLock { state -> (Credentials?, Search?) in
            guard let current = state.current else { return (nil, begin(&state)) }
            guard let remaining = current.remaining(at: now), remaining < Self.early else { return (current, nil) }
            let isTooSoon = state.retryAt.map { now < $0 } ?? false
            if isTooSoon, remaining > .zero { return (current, nil) }
            return (remaining > Self.late ? current : nil, begin(&state))
        }
        if let held { return held }
        guard let search else { throw AWSFailure(.configuration, code: "no credentials") }
        return try await search.value.get()
    }

    /// Forgets credentials that AWS does not accept any more.
    func discard(_ refused: Credentials) {
        state.withLock { state in
            guard state.current == refused else { return }
            state.current = nil
            state.retryAt = nil
        }
    }

    /// What is known at the moment, for messages to people.
    var known: Credentials? { state.withLock { $0.current } }

    private func begin(_ state: inout State) -> Search {
        if let search = state.search { return search }
        // Unstructured on purpose: several wait for it, and the one who began may be cancelled.
        let search = Search { await self.look() }
        state.search = search
        return search
    }

    private func look() async -> Result<Credentials, AWSFailure> {
        let result: Result<Credentials, AWSFailure>
        do {
            if let found = try await source.find() {
                result = .success(found)
            } else {
                result = .failure(AWSFailure(.configuration, code: "no credentials"))
            }
        } catch {
            result = .failure(error)
        }
        let now = clock.now
        return state.withLock { state in
            state.search = nil
            switch result {
            case .success(let found):
                state.current = found
                state.retryAt = nil
                return result
            case .failure:
                state.retryAt = now.adding(Self.pause)
                guard let old = state.current, (old.remaining(at: now) ?? .seconds(1)) > .zero else { return result }
                return .success(old)
            }
        }
    }
}
