internal import Foundation
internal import Reactor

/// One short-lived program: its arguments, who runs it, what it printed.
///
/// Foundation's `Process` notices the end of a program by a socket that its children inherit: after `pg_ctl start` it would wait
/// for the server that stays behind. So the program is spawned and waited for directly.
struct Command: Sendable {
    /// What a program printed and how it ended.
    struct Result: Sendable {
        let status: Int32
        let output: String
    }

    let program: String
    let arguments: [String]
    /// The user to become, when the process runs as root: PostgreSQL refuses to run as root.
    var user: String?

    /// Runs the program to its end, away from the cooperative pool.
    func run() async throws -> Result {
        try await BlockingThreads.run { try runBlocking() }
    }

    /// Runs the program and throws what it printed when it fails.
    @discardableResult
    func check(_ purpose: String) async throws -> String {
        let result = try await run()
        guard result.status == 0 else {
            throw EmbeddedError("\(purpose) failed with status \(result.status): \(result.output)")
        }
        return result.output
    }

    private var words: [String] {
        guard let user, getuid() == 0 else { return [program] + arguments }
        return ["/usr/sbin/runuser", "-u", user, "--", program] + arguments
    }

    private func runBlocking() throws -> Result {
        // Into a file, not a pipe: a server that a program leaves behind keeps a pipe open for ever.
        let log = NSTemporaryDirectory() + "/longshore-\(UUID().uuidString)"
        defer { unlink(log) }
        let pid = try spawn(log: log)
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0 {
            guard errno == EINTR else {
                throw EmbeddedError("waiting for \(program): \(String(cString: strerror(errno)))")
            }
        }
        let output = try String(decoding: Data(contentsOf: URL(fileURLWithPath: log)), as: UTF8.self)
        // As a shell says it: the exit status, or 128 and the signal.
        let signal = status & 0x7f
        return Result(
            status: signal == 0 ? (status >> 8) & 0xff : 128 + signal,
            output: output.trimmingCharacters(in: .whitespacesAndNewlines)
        )
    }

    private func spawn(log: String) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, log, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // A group of its own: Ctrl-C at the terminal is for us, and we stop the servers in order.
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK))
        posix_spawnattr_setpgroup(&attributes, 0)
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)

        let words = words
        var argv = words.map { strdup($0) } + [nil]
        defer { for pointer in argv { free(pointer) } }
        var pid: pid_t = 0
        let code = posix_spawn(&pid, words[0], &actions, &attributes, &argv, environ)
        guard code == 0 else { throw EmbeddedError("cannot start \(words[0]): \(String(cString: strerror(code)))") }
        return pid
    }
}
