public import ConnectorCore
internal import Domain
internal import HTTP
internal import Logging
internal import Reactor

/// One consumer of a subscription.
///
/// The actor runs on a reactor of its own, together with libcurl. Two tasks work on it: the consumer in ``next(upTo:)`` and
/// ``settle(_:as:)``, and `run()`, which pulls, acknowledges, keeps leases alive and tokens fresh whatever the consumer does.
public actor PubSubSession: ConnectorSession {
    let settings: PubSubSettings
    let timing: PubSubTiming
    let logger: Logger
    let status: StatusReporter
    let metrics: PubSubMetrics
    let reactor: Reactor
    let http: HTTPClient
    let userAgent: String
    /// Rings when messages have come, or none ever will.
    let messageBell: Doorbell
    /// Rings when `run()` shall look what there is to do.
    let workBell: Doorbell
    /// Rings when a new token is wanted.
    let tokenBell: Doorbell

    /// What the subscription is asked through, and how its answers are judged; there once the session is open.
    var link: Link?
    var holdings = Holdings()
    var outbox: Outbox
    var pace: PullPace
    /// The token that requests carry.
    var token: AccessToken?
    /// Google has accepted a token since it was got.
    var isTokenProven = false
    /// Why the session is of no use any more.
    var failure: ConnectorError?
    /// Which requests are not answered for now.
    var degradedBy: Set<PubSubMetrics.Request> = []
    /// A server that has not answered lately is asked to answer at once, so that it is seen to be there.
    var isProbing = true
    /// When pulls go on after a failure.
    var pullsFrom: ContinuousClock.Instant = .now
    var pullBackoff: Backoff
    var isClosed = false

    /// The subscription, and who we are to it.
    struct Link: Sendable {
        let client: SubscriptionClient
        let health: PubSubHealth
        let source: (any TokenSource)?
    }

    /// The actor runs where libcurl does.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { reactor.asUnownedSerialExecutor() }

    init(_ settings: PubSubSettings, runtime: ConnectorRuntime, timing: PubSubTiming) {
        self.settings = settings
        self.timing = timing
        logger = runtime.logger
        status = runtime.status
        metrics = PubSubMetrics(dimensions: runtime.dimensions)
        outbox = Outbox(timing)
        pace = PullPace(settings)
        pullBackoff = Backoff(initial: timing.retry, maximum: timing.retryLimit)
        userAgent = Self.userAgent(runtime)
        reactor = Reactor.start(name: "pubsub-\(runtime.slot)")
        messageBell = Doorbell(on: reactor)
        workBell = Doorbell(on: reactor)
        tokenBell = Doorbell(on: reactor)
        var configuration = HTTPConfiguration()
        // Brokers, emulators and metadata servers may be anywhere; the policy is for deliveries.
        configuration.addressPolicy = AddressPolicy(allowsPrivate: true)
        configuration.maximumRequestsPerOrigin = settings.concurrentPulls + timing.settlingRequests + 8
        http = HTTPClient(configuration: configuration, reactor: reactor)
    }

    /// The client's name at the broker: what its operators see.
    private static func userAgent(_ runtime: ConnectorRuntime) -> String {
        let name = runtime.sourceName.map {
            $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) ? $0 : "-"
        }
        return "longshore-\(String(name))-\(runtime.slot)"
    }

    /// Finds out where to ask and who to be; the first pull shows whether that is right.
    func open(_ surroundings: PubSubSurroundings) async throws {
        do throws(CredentialsError) {
            let access = try await settings.access(in: surroundings)
            link = Link(
                client: SubscriptionClient(settings, endpoint: access.endpoint, http: http, userAgent: userAgent),
                health: PubSubHealth(settings, endpoint: access.endpoint, identity: access.source?.identity),
                source: access.source
            )
        } catch {
            throw ConnectorError(.credentials, error.message)
        }
    }

    // MARK: - ConnectorSession

    /// Waits for messages; see ``ConnectorSession/next(upTo:)``. A batch holds about 8 MiB, but always one message.
    public func next(upTo limit: Int) async throws -> Batch? {
        while true {
            try Task.checkCancellation()
            if let failure { throw failure }
            if let batch = holdings.handOut(limit, bytes: timing.batchBytes) { return batch }
            await messageBell.wait()
        }
    }

    /// Says what became of a batch; see ``ConnectorSession/settle(_:as:)``. Google is told at once.
    public func settle(_ batch: Batch, as verdict: Settlement) async throws {
        guard !isClosed else { return }
        switch verdict {
        case .accepted, .rejected:
            outbox.add(.acknowledge, holdings.accept(batch.token), at: .now)
        case .retry(let pause):
            // Whole seconds, not sooner than asked; Google takes up to ten minutes.
            let seconds = min(600, ((pause ?? .zero).inMilliseconds + 999) / 1_000)
            outbox.add(.giveBack(seconds: Int(max(0, seconds))), holdings.giveBack(batch.token), at: .now)
        }
        workBell.ring()
    }

    /// Ends the session with an error, at the consumer's next look.
    func fail(_ error: ConnectorError) {
        guard failure == nil else { return }
        failure = error
        messageBell.ring()
    }
}
