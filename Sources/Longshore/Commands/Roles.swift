internal import ArgumentParser

/// The REST API.
struct Server: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Serve the REST API, health and metrics.",
        discussion: "Accepts events and appends them to Redis. Deliveries need a `longshore worker` beside it."
    )

    @OptionGroup var options: RoleOptions
    @OptionGroup var follow: FollowOptions

    func run() async throws {
        try await runRoles(.server, options, follow)
    }
}

/// The consumer pool.
struct Ingest: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Consume from brokers, as the sources in the database say.",
        discussion: """
            Start as many as you like: the consumers of each source are shared out among them, and another takes over within \
            10 s when one dies. With --listen it serves health and metrics.
            """
    )

    @OptionGroup var options: RoleOptions

    func run() async throws {
        try await runRoles(.ingest, options)
    }
}

/// Persisting and delivering.
struct WorkerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "worker",
        abstract: "Store events, match subscriptions, deliver, retry, keep house.",
        discussion:
            "Start as many as you like; any may be killed at any moment. With --listen it serves health and metrics."
    )

    @OptionGroup var options: RoleOptions

    func run() async throws {
        try await runRoles(.worker, options)
    }
}

/// All roles in one process.
struct Run: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Server, ingest and worker in one process.",
        discussion: "Needs a PostgreSQL and a Redis; `longshore dev` brings its own."
    )

    @OptionGroup var options: RoleOptions
    @OptionGroup var follow: FollowOptions

    func run() async throws {
        try await runRoles(.all, options, follow)
    }
}

private func runRoles(_ role: Role, _ options: RoleOptions, _ follow: FollowOptions? = nil) async throws {
    try await reportingErrors {
        let settings = try options.load()
        try await RoleProcess(role, settings, migrates: options.migrate, manifest: follow?.config).run()
    }
}
