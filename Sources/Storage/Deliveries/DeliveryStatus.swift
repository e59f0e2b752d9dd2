/// Where a delivery stands.
///
/// The raw values are what the database holds.
public enum DeliveryStatus: Int, Sendable, CaseIterable {
    /// Waits for its first attempt, or for the first one after a manual resend.
    case scheduled = 0
    /// An attempt is on its way.
    case processing = 1
    /// An attempt failed and another one is scheduled.
    case retry = 2
    /// The endpoint answered with 2xx.
    case success = 3
    /// The last allowed attempt failed.
    case failure = 4
    /// Given up without a further attempt, with the reason in the description.
    case discarded = 5

    /// Whether nothing more happens by itself.
    public var isFinished: Bool {
        switch self {
        case .scheduled, .processing, .retry: false
        case .success, .failure, .discarded: true
        }
    }

    /// The word the API uses.
    public var name: String {
        switch self {
        case .scheduled: "Scheduled"
        case .processing: "Processing"
        case .retry: "Retry"
        case .success: "Success"
        case .failure: "Failure"
        case .discarded: "Discarded"
        }
    }

    /// Reads the API's word, in any case.
    public init?(name: String) {
        guard let status = Self.allCases.first(where: { $0.name.lowercased() == name.lowercased() }) else { return nil }
        self = status
    }
}
