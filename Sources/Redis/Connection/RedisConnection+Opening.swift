internal import Reactor

extension RedisConnection {
    /// Connects, authenticates, selects the database and makes sure that the server answers.
    ///
    /// - Throws: `RedisError` that names the redacted address; `CancellationError`.
    static func open(
        _ endpoint: RedisEndpoint,
        settings: RedisSettings,
        reactor: Reactor
    ) async throws -> RedisConnection {
        let deadline = ContinuousClock.now.advanced(by: settings.connectTimeout)
        do {
            let transport = try await SocketTransport.connect(to: endpoint.address, reactor: reactor, until: deadline)
            let connection = try RedisConnection(
                over: transport,
                name: endpoint.redacted,
                settings: settings,
                reactor: reactor
            )
            await connection.start()
            do {
                try await connection.greet(endpoint, as: settings.clientName, until: deadline)
            } catch {
                await connection.close()
                throw error
            }
            return connection
        } catch let error as RedisError {
            throw RedisError(error.code, "cannot connect to \(endpoint.redacted): \(error.message)")
        }
    }

    private func greet(
        _ endpoint: RedisEndpoint,
        as clientName: String,
        until deadline: ContinuousClock.Instant
    ) async throws {
        var commands: [RedisCommand] = []
        switch (endpoint.user, endpoint.password) {
        case (nil, nil): break
        case (nil, let password?): commands.append(RedisCommand("AUTH", .text(password)))
        // A user without password: Redis takes any from one that is declared `nopass`.
        case (let user?, let password): commands.append(RedisCommand("AUTH", .text(user), .text(password ?? "")))
        }
        if endpoint.database != 0 { commands.append(RedisCommand("SELECT", .integer(Int64(endpoint.database)))) }
        // Answered with an error while the server loads its data, which the others are not.
        commands.append(RedisCommand("PING"))
        // A courtesy to operators, and not everybody may.
        commands.append(RedisCommand("CLIENT", "SETNAME", .text(clientName)))
        let replies = try await exchange(RequestBuffer(commands), until: deadline)
        // Without permission to PING the server is there all the same.
        if let error = replies.dropLast().firstFailure, error.code != .permissionDenied { throw error }
    }
}
