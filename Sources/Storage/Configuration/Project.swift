public import Domain

/// A project: the wall between one customer's configuration and events and another's.
public struct Project: Sendable, Equatable {
    /// Its id.
    public let id: ULID
    /// Its name, unique in the instance.
    public var name: String
    /// Which way its events go.
    public var kind: ProjectKind
    /// What its deliveries are made with.
    public var configuration: ProjectConfiguration
    /// When it was created; set by the database.
    public let createdAt: Timestamp
    /// When it was last changed; set by the database.
    public let updatedAt: Timestamp
}
