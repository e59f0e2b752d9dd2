internal import Testing

@testable internal import Redis

@Suite("Error replies")
struct RedisErrorTests {
    @Test(
        "are told apart by what has to be done",
        arguments: [
            ("LOADING Redis is loading the dataset in memory", RedisError.Code.loading, true),
            ("READONLY You can't write against a read only replica.", .readOnly, true),
            ("OOM command not allowed when used memory > 'maxmemory'.", .outOfMemory, true),
            ("ERR Error running script: @user_script:1: OOM command not allowed when used memory", .outOfMemory, true),
            ("MISCONF Redis is configured to save RDB snapshots", .cannotPersist, true),
            ("BUSY Redis is busy running a script.", .busy, true),
            ("NOAUTH Authentication required.", .authentication, false),
            ("WRONGPASS invalid username-password pair or user is disabled.", .authentication, false),
            ("ERR AUTH <password> called without any password configured", .authentication, false),
            ("NOPERM this user has no permissions to run the 'get' command", .permissionDenied, false),
            ("NOSCRIPT No matching script. Please use EVAL.", .noScript, false),
            ("NOGROUP No such key 'x' or consumer group", .noGroup, false),
            ("UNBLOCKED the stream key no longer exists", .noGroup, false),
            ("BUSYGROUP Consumer Group name already exists", .busyGroup, false),
            ("WRONGTYPE Operation against a key", .wrongType, false),
            ("ERR something else", .server, false),
            ("", .server, false),
        ]
    )
    func classification(text: String, code: RedisError.Code, isRetryable: Bool) {
        let error = RedisError(reply: text)
        #expect(error.code == code)
        #expect(error.isRetryable == isRetryable)
        #expect(error.isReply)
    }

    @Test("do not repeat the arguments of a command")
    func redaction() {
        let error = RedisError(reply: "ERR unknown command 'SETT', with args beginning with: 'key' 'secret' ")
        #expect(error.message == "ERR unknown command 'SETT'")
    }
}
