import Foundation
import Specification
import Testing

@testable import Longshore

@Suite("effective settings")
struct EffectiveSettingsTests {
    private func withFile<Value>(_ yaml: String, _ body: (String) throws -> Value) throws -> Value {
        let path = NSTemporaryDirectory() + "/longshore-\(UUID().uuidString).yaml"
        try yaml.write(toFile: path, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(atPath: path) }
        return try body(path)
    }

    @Test(
        "a flag wins over the environment, the environment over the file, the file over what is embedded, that over the default"
    )
    func precedence() throws {
        try withFile("listen: 127.0.0.1:3\nlog_level: debug\nredis_url: redis://file\nretention_days: 7\n") { path in
            let settings = try EffectiveSettings(
                flags: ["listen": "127.0.0.1:1"],
                file: path,
                environment: ["LONGSHORE_LISTEN": "127.0.0.1:2", "LONGSHORE_LOG_LEVEL": "error"],
                embedded: ["redis_url": "redis://embedded", "postgres_url": "postgresql:///embedded"]
            )
            #expect(settings.object.string("listen") == "127.0.0.1:1")
            #expect(settings.origins["listen"] == .flag)
            #expect(settings.object.string("log_level") == "error")
            #expect(settings.origins["log_level"] == .environment("LONGSHORE_LOG_LEVEL"))
            #expect(try settings.redisURL() == "redis://file")
            #expect(settings.origins["redis_url"] == .file(path))
            #expect(try settings.postgresURL() == "postgresql:///embedded")
            #expect(settings.origins["postgres_url"] == .embedded)
            #expect(settings.object.integer("retention_days") == 7)
            #expect(settings.object.string("log_format") == "text")
            #expect(settings.origins["log_format"] == .standard)
        }
    }

    @Test("every problem is named at once, with where it came from")
    func problems() throws {
        try withFile("lisden: x\n") { path in
            let error = #expect(throws: SettingsError.self) {
                try EffectiveSettings(flags: [:], file: path, environment: ["LONGSHORE_RETENTION_DAYS": "soon"])
            }
            let text = error?.description ?? ""
            #expect(text.contains("lisden") && text.contains("listen"))
            #expect(text.contains("retention_days") && text.contains("LONGSHORE_RETENTION_DAYS"))
        }
    }

    @Test("what is missing says how to set it")
    func missing() throws {
        let settings = try EffectiveSettings(flags: [:], file: nil, environment: [:])
        let error = #expect(throws: SettingsError.self) { try settings.postgresURL() }
        #expect(error?.description.contains("LONGSHORE_POSTGRES_URL") == true)
    }

    @Test("an address without a port is refused", arguments: ["localhost", ":5005", "h:99999", "h:x"])
    func listen(text: String) throws {
        let settings = try EffectiveSettings(flags: ["listen": text], file: nil, environment: [:])
        #expect(throws: SettingsError.self) { try settings.listen() }
    }
}
