/// One command with its arguments, or one call of a script.
public struct RedisCommand: Sendable {
    /// The command's name and arguments; of a script's call the keys and then the arguments.
    let arguments: [RedisArgument]
    let script: RedisScript?
    let keyCount: Int

    /// Makes a command: `RedisCommand("SET", .text(key), .text(value))`.
    public init(_ arguments: RedisArgument...) {
        self.init(arguments)
    }

    /// Makes a command of any number of arguments, the name first.
    public init(_ arguments: [RedisArgument]) {
        precondition(!arguments.isEmpty, "a command has a name")
        self.arguments = arguments
        script = nil
        keyCount = 0
    }

    private init(script: RedisScript, keys: [String], arguments: [RedisArgument]) {
        self.arguments = keys.map { .text($0) } + arguments
        self.script = script
        keyCount = keys.count
    }

    /// Makes a call of a script.
    public static func script(_ script: RedisScript, keys: [String], arguments: [RedisArgument] = []) -> RedisCommand {
        RedisCommand(script: script, keys: keys, arguments: arguments)
    }
}
