internal import Domain

/// One consumer's pen for the status board.
public struct StatusReporter: Sendable {
    private let board: StatusBoard
    private let key: StatusBoard.Key

    /// Makes a pen for one consumer.
    public init(board: StatusBoard, key: StatusBoard.Key) {
        self.board = board
        self.key = key
    }

    /// Says that the consumer cannot do all it should, for a reason that usually passes; nothing has to be re-opened.
    public func degraded(_ error: ConnectorError) {
        board.update(key) { status in
            guard status.state != .failed else { return }
            status.enter(.degraded)
            status.error = error.message
            status.errorCode = error.code.rawValue
        }
    }

    /// Says that the broker answers: takes back what ``degraded(_:)`` said, and ends the time of connecting.
    public func connected() {
        board.update(key) { status in
            guard status.state == .connecting || status.state == .degraded else { return }
            status.enter(.running)
            status.clearError()
        }
    }

    /// Says how many messages wait in the broker for this consumer.
    public func lags(by messages: Int) {
        board.update(key) { $0.lag = max(0, messages) }
    }

    func connecting() {
        board.update(key) { $0.enter(.connecting) }
    }

    func failed(_ error: ConnectorError, failures: Int, nextAttempt: Timestamp?) {
        board.update(key) { status in
            status.enter(.failed)
            status.error = error.message
            status.errorCode = error.code.rawValue
            status.failures = failures
            status.nextAttempt = nextAttempt
        }
    }

    func stopped() {
        board.update(key) { $0.enter(.stopped) }
    }

    func received(_ count: Int, newest: Timestamp?, at now: Timestamp) {
        board.count(count, for: key, at: now)
        if let newest { board.update(key) { $0.delay = max(.zero, now.since(newest)) } }
    }
}

extension SourceStatus {
    fileprivate mutating func enter(_ state: State) {
        guard self.state != state else { return }
        self.state = state
        since = .now()
        nextAttempt = nil
    }

    fileprivate mutating func clearError() {
        error = nil
        errorCode = nil
        failures = 0
    }
}
