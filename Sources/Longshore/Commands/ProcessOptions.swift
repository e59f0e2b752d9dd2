internal import ArgumentParser
internal import Embedded
internal import Foundation
internal import Logging
internal import Specification
internal import Telemetry

/// Flags that every command with a database understands; each is also a variable and a key of longshore.yaml.
struct ProcessOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Settings file; without it longshore.yaml, if there is one.", valueName: "file"))
    var settings: String?

    @Option(help: ArgumentHelp("The database, as a URI of libpq. (LONGSHORE_POSTGRES_URL)", valueName: "url"))
    var postgresUrl: String?

    @Option(help: ArgumentHelp("Redis: redis://… or unix:///path. (LONGSHORE_REDIS_URL)", valueName: "url"))
    var redisUrl: String?

    @Option(
        help: ArgumentHelp("Least important log line: trace, debug, info, notice, warning, error.", valueName: "level")
    )
    var logLevel: String?

    @Option(help: ArgumentHelp("text for people, json for machines.", valueName: "format"))
    var logFormat: String?

    /// Lays everything over each other and starts logging.
    /// - Parameter extra: flags of the command itself, by setting.
    func load(_ extra: [String: String] = [:], usesEmbedded: Bool = true) throws -> EffectiveSettings {
        var flags = extra
        if let postgresUrl { flags["postgres_url"] = postgresUrl }
        if let redisUrl { flags["redis_url"] = redisUrl }
        if let logLevel { flags["log_level"] = logLevel }
        if let logFormat { flags["log_format"] = logFormat }
        let settings = try EffectiveSettings(
            flags: flags,
            file: self.settings,
            environment: ProcessInfo.processInfo.environment,
            embedded: usesEmbedded ? Self.embedded() : [:]
        )
        bootstrapLogging(
            format: LogFormat(rawValue: settings.object.string("log_format")) ?? .text,
            level: Logger.Level(rawValue: settings.object.string("log_level")) ?? .info
        )
        return settings
    }

    /// What `longshore dev` has left in this folder, so that `apply` and `keys` work beside it without any setting.
    private static func embedded() -> [String: String] {
        guard FileManager.default.fileExists(atPath: EmbeddedDefaults.folder + "/secret-key"),
            let folder = try? EmbeddedFolder(path: EmbeddedDefaults.folder),
            let postgres = EmbeddedPostgres.existingURL(in: folder),
            let redis = EmbeddedRedis.existingURL(in: folder),
            let key = try? folder.secretKey()
        else { return [:] }
        return ["postgres_url": postgres, "redis_url": redis, "secret_key": key]
    }
}

/// Where `longshore dev` keeps its servers.
enum EmbeddedDefaults {
    static let folder = ".longshore"
}
