internal import Domain

extension Timestamp {
    /// Milliseconds, rounded down: for now, so that nothing is due too early.
    var floorMilliseconds: Int64 { milliseconds }

    /// Milliseconds, rounded up: for a time that is waited for.
    var ceilingMilliseconds: Int64 {
        let floor = milliseconds
        return Timestamp(milliseconds: floor) == self ? floor : floor + 1
    }
}
