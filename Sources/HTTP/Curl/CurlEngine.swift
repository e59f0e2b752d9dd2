internal import CCurl
internal import Domain
internal import Reactor

/// Runs transfers on one reactor: who may start, what libcurl is told, when a deadline has passed.
///
/// libcurl's multi interface is driven by sockets and a timer. After each event, on the reactor's thread: let libcurl
/// work, end what was refused, hand out what has finished, start what waits.
actor CurlEngine {
    /// How often libcurl may ask to be called at once before other descriptors get their turn.
    private static let maximumRounds = 64

    /// How often connections are looked at without having been reported.
    private static let nudgeInterval = Duration.milliseconds(500)

    let reactor: Reactor
    let configuration: HTTPConfiguration
    let callbacks: CurlCallbacks
    var multi: MultiHandle?

    var admission: Admission
    var queued: [UInt64: Waiting] = [:]
    var active: [UInt64: Transfer] = [:]
    var idle: [Transfer] = []
    /// The deadlines of all requests, by request.
    var deadlines = TimerHeap()
    var isShutDown = false

    /// When connections are to be looked at without having been reported; nil before the first answer over HTTP/2.
    var nextNudge: ContinuousClock.Instant?

    /// When the reactor will call, and how to call that off.
    private var alarm: (due: ContinuousClock.Instant, token: TimerToken)?
    private var isWorking = false
    private var isWorkRequested = false

    /// A request that waits for its turn.
    struct Waiting {
        let submission: Submission
        let deadline: TimerToken
    }

    nonisolated var unownedExecutor: UnownedSerialExecutor { reactor.asUnownedSerialExecutor() }

    init(configuration: HTTPConfiguration, reactor: Reactor) {
        self.configuration = configuration
        self.reactor = reactor
        let callbacks = CurlCallbacks(reactor: reactor)
        multi = MultiHandle(callbacks: callbacks, maximumConnections: configuration.maximumRequests)
        self.callbacks = callbacks
        admission = Admission(
            limitPerOrigin: configuration.maximumRequestsPerOrigin,
            limit: configuration.maximumRequests
        )
    }

    /// Ends everything. Until then the reactor keeps the engine alive, once it has been used.
    func shutDown() {
        guard !isShutDown else { return }
        isShutDown = true
        for id in Array(queued.keys) + Array(active.keys) { cancel(id) }
        idle.removeAll()
        multi = nil
        callbacks.onReady = nil
        if let alarm { reactor.cancel(alarm.token) }
        alarm = nil
    }

    // MARK: - Events

    /// Has libcurl look at new work soon, once for any number of calls.
    func requestWork() {
        guard !isWorking, !isWorkRequested else { return }
        isWorkRequested = true
        reactor.execute { self.assumeIsolated { $0.work() } }
    }

    /// Makes the engine listen to its sockets; done with the first request.
    func attach() {
        guard callbacks.onReady == nil else { return }
        callbacks.onReady = { socket, interest in
            self.assumeIsolated { $0.socketIsReady(socket, interest) }
        }
    }

    private func socketIsReady(_ socket: Int32, _ interest: Reactor.Interest) {
        guard let mask = callbacks.mask(for: socket, interest) else { return }
        multi?.socketIsReady(socket, mask)
        work()
    }

    private func alarmRang() {
        alarm = nil
        let now = ContinuousClock.now
        if case .at(let due) = callbacks.timer, due <= now { callbacks.timer = .now }
        expire(at: now)
        nudge(at: now)
        work()
    }

    /// Has libcurl read from sockets that it has read all from. libcurl 7.88 sometimes takes in the end of an HTTP/2
    /// stream together with another one's and then waits for an event that the socket has no more reason for.
    private func nudge(at now: ContinuousClock.Instant) {
        guard let nextNudge, nextNudge <= now, !active.isEmpty else { return }
        for socket in callbacks.reading { multi?.socketIsReady(socket, CURL_CSELECT_IN) }
        self.nextNudge = now.advanced(by: Self.nudgeInterval)
    }

    /// Does all there is to do at the moment. Completions run here; what they submit is started in the same call.
    func work() {
        guard !isWorking, !isShutDown else { return }
        isWorking = true
        isWorkRequested = false
        defer { isWorking = false }
        for _ in 0..<Self.maximumRounds {
            if case .now = callbacks.timer {
                callbacks.timer = .none
                multi?.timerIsDue()
            }
            endRefused()
            endFinished()
            startQueued()
            guard case .now = callbacks.timer else { break }
        }
        if !isShutDown { setAlarm() }
    }

    /// Has the reactor call at the next deadline, or when libcurl asked for it; an earlier alarm may stay as it is.
    private func setAlarm() {
        var earliest = deadlines.earliest
        switch callbacks.timer {
        case .none: break
        case .now: earliest = .now
        case .at(let due): earliest = min(due, earliest ?? due)
        }
        if let nextNudge, !active.isEmpty { earliest = min(nextNudge, earliest ?? nextNudge) }
        guard let earliest else { return }
        if let alarm {
            if alarm.due <= earliest { return }
            reactor.cancel(alarm.token)
        }
        let token = reactor.schedule(at: earliest) { self.assumeIsolated { $0.alarmRang() } }
        alarm = (earliest, token)
    }
}
