internal import ArgumentParser

/// Flags of the commands that run a role.
struct RoleOptions: ParsableArguments {
    @OptionGroup var process: ProcessOptions

    @Option(help: ArgumentHelp("Where to listen. (LONGSHORE_LISTEN)", valueName: "host:port"))
    var listen: String?

    @Flag(help: "Apply pending migrations before starting.")
    var migrate = false

    @Flag(help: "Let endpoints be at any address, also private ones. (LONGSHORE_ALLOW_PRIVATE_NETWORKS)")
    var allowPrivateNetworks = false

    @Flag(help: "Start although Redis may lose what it is given; for play only.")
    var allowVolatileRedis = false

    func load(_ extra: [String: String] = [:]) throws -> EffectiveSettings {
        var flags = extra
        if let listen { flags["listen"] = listen }
        if allowPrivateNetworks { flags["allow_private_networks"] = "true" }
        if allowVolatileRedis { flags["allow_volatile_redis"] = "true" }
        return try process.load(flags)
    }
}
