public import Domain

/// Names one event: ids are looked up within their project.
public struct EventReference: Hashable, Sendable {
    /// The project the event belongs to.
    public let project: ULID

    /// The event.
    public let id: ULID

    /// Makes a reference.
    public init(project: ULID, id: ULID) {
        self.project = project
        self.id = id
    }
}
