/// What has to be done so that the database matches a manifest.
public struct Plan: Sendable {
    /// The changes, in the order of the file, removals last; applying orders them as their references need.
    public let changes: [Change]

    /// How many things of the file are in the database as they shall be.
    public let unchanged: Int

    /// What is in the projects of the file but not in the file, and stays.
    public let kept: [Reference]

    /// Whether there is nothing to do.
    public var isEmpty: Bool { changes.isEmpty }

    /// What kind of thing is changed.
    public enum Subject: String, Sendable, CaseIterable {
        /// A project.
        case project
        /// A source.
        case source
        /// An endpoint.
        case endpoint
        /// A subscription.
        case subscription
    }

    /// A thing by its name.
    public struct Reference: Sendable, Hashable {
        /// The project, or the name of the project itself.
        public let project: String

        /// What kind of thing it is.
        public let subject: Subject

        /// Its name.
        public let name: String
    }

    /// What happens to a thing.
    public enum Action: String, Sendable {
        /// It is made.
        case create
        /// It is changed.
        case change
        /// It is removed.
        case remove
    }

    /// One thing that is made, changed or removed.
    public struct Change: Sendable {
        /// What happens.
        public let action: Action

        /// What it happens to.
        public let target: Reference

        /// What differs; secrets are masked.
        public let fields: [Field]

        let operation: Operation
    }

    /// A setting that differs.
    public struct Field: Sendable, Hashable {
        /// The setting, as in `kafka.topics`.
        public let name: String

        /// What it was; `nil` for something new.
        public let old: String?

        /// What it will be; `nil` when it goes.
        public let new: String?

        /// What else is worth knowing, as what becomes of the old secret.
        public let note: String?
    }
}
