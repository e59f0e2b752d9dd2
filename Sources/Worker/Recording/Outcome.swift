internal import Domain
internal import Storage

/// Something that happened to a delivery and must be written down.
struct Outcome: Sendable {
    let delivery: Delivery
    /// What the row says from now on.
    let record: DeliveryRecord
    /// The attempt that was made, if one was.
    let attempt: AttemptRecord?
    /// The endpoint asked never to be called again.
    let disablesEndpoint: Bool

    /// Where the schedule puts the delivery; nil: it is finished and leaves the schedule.
    var due: Timestamp? { record.status.isFinished ? nil : record.nextSendAt }
}
