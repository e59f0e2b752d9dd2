internal import Domain
internal import Synchronization

/// The time as AWS has it: a signature whose time is some minutes off is refused, so our clock is corrected by what
/// answers say.
final class ServerClock: Sendable {
    /// Smaller differences are the way's, and the seconds that an HTTP date leaves out.
    static let tolerance: Duration = .seconds(15)

    private let offset = Mutex<Duration>(.zero)
    private let clock: @Sendable () -> Timestamp

    init(_ clock: @escaping @Sendable () -> Timestamp = { .now() }) {
        self.clock = clock
    }

    /// Our time, corrected.
    var now: Timestamp { clock().adding(offset.withLock { $0 }) }

    /// Takes the time of an answer.
    ///
    /// - Returns: whether that has changed ours.
    @discardableResult
    func heard(_ date: String?) -> Bool {
        guard let date, let server = Timestamp(httpDate: date) else { return false }
        let ours = clock()
        return offset.withLock { offset in
            let difference = server.since(ours.adding(offset))
            guard difference > Self.tolerance || difference < .zero - Self.tolerance else { return false }
            offset = server.since(ours)
            return true
        }
    }
}
