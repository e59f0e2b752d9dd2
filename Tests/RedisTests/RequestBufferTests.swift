internal import Testing

@testable internal import Redis

@Suite("Encoding of commands")
struct RequestBufferTests {
    private func encoded(_ commands: [RedisCommand], scripts: RequestBuffer.ScriptForm = .digest) -> String {
        String(decoding: RequestBuffer(commands, scripts: scripts).bytes, as: UTF8.self)
    }

    @Test("writes text, bytes and numbers as strings with their length in bytes")
    func arguments() {
        let command = RedisCommand("SET", .text("ключ"), .bytes([0x61, 0x0D, 0x0A][...]), .integer(-42))
        #expect(encoded([command]) == "*4\r\n$3\r\nSET\r\n$8\r\nключ\r\n$3\r\na\r\n\r\n$3\r\n-42\r\n")
    }

    @Test("writes a slice from where it starts")
    func slices() {
        let bytes: [UInt8] = Array("0123456789abcdef".utf8)
        #expect(encoded([RedisCommand("ECHO", .bytes(bytes[2..<14]))]) == "*2\r\n$4\r\nECHO\r\n$12\r\n23456789abcd\r\n")
    }

    @Test("writes commands one behind the other and counts them")
    func pipelines() {
        let request = RequestBuffer([RedisCommand("PING"), RedisCommand(["DEL", .text("a"), .text("")])])
        #expect(request.count == 2)
        #expect(
            String(decoding: request.bytes, as: UTF8.self)
                == "*1\r\n$4\r\nPING\r\n*3\r\n$3\r\nDEL\r\n$1\r\na\r\n$0\r\n\r\n"
        )
    }

    @Test("names a script by its digest, or sends its source")
    func scripts() {
        let script = RedisScript(name: "one", source: "return 1")
        let command = RedisCommand.script(script, keys: ["k"], arguments: [.integer(7)])
        #expect(
            encoded([command])
                == "*5\r\n$7\r\nEVALSHA\r\n$40\r\ne0e1f9fabfc9d4800c877a703b823ac0578ff8db\r\n"
                + "$1\r\n1\r\n$1\r\nk\r\n$1\r\n7\r\n"
        )
        #expect(
            encoded([command], scripts: .source)
                == "*5\r\n$4\r\nEVAL\r\n$8\r\nreturn 1\r\n$1\r\n1\r\n$1\r\nk\r\n$1\r\n7\r\n"
        )
    }
}
