import Testing

/// The suites that start whole installations: one after the other, so that they do not compete for the two cores.
@Suite("end to end", .serialized)
struct EndToEnd {}
