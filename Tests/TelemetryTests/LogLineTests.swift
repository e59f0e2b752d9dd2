import Domain
import Foundation
import Logging
import Synchronization
import Testing

@testable import Telemetry

@Suite("Log lines", .timeLimit(.minutes(1)))
struct LogLineTests {
    private struct Unreachable: Error, CustomStringConvertible {
        let description = "no route"
    }

    /// Logs through a handler and returns what it wrote.
    private func lines(
        _ format: LogFormat,
        isColored: Bool = false,
        _ body: (inout Logger) -> Void
    ) -> [String] {
        let written = Lines()
        var logger = Logger(label: "longshore.gateway") { label in
            LineLogHandler(label: label, format: format, level: .debug, isColored: isColored) { line in
                written.text.withLock { $0.append(line) }
            }
        }
        body(&logger)
        return written.text.withLock { $0 }
    }

    private final class Lines: Sendable {
        let text = Mutex<[String]>([])
    }

    @Test("aligns level and logger so that messages start in one column")
    func columnsAlign() throws {
        let lines = lines(.text) { logger in
            logger.info("started")
            logger.warning("slow")
        }
        let first = try #require(lines.first)
        let second = try #require(lines.last)
        #expect(first.dropFirst(12) == " INFO  gateway     started\n")
        #expect(second.dropFirst(12) == " WARN  gateway     slow\n")
        #expect(first.prefix(12).count { $0 == ":" } == 2)
    }

    @Test("sorts metadata, the event's own winning, and quotes what has spaces")
    func metadataIsSorted() throws {
        let lines = lines(.text) { logger in
            logger[metadataKey: "b"] = "kept"
            logger[metadataKey: "a"] = "lost"
            logger.info("hello", metadata: ["a": "two words"])
        }
        #expect(try #require(lines.first).hasSuffix("hello a=\"two words\" b=kept\n"))
    }

    @Test("shows control characters instead of sending them to the terminal")
    func controlCharactersAreShown() throws {
        let lines = lines(.text) { logger in
            logger.info("one\ntwo\u{1B}[31m", metadata: ["key": "x\ty"])
        }
        #expect(try #require(lines.first).hasSuffix("one\\ntwo\\u{1b}[31m key=x\\ty\n"))
    }

    @Test("colours only when asked to", arguments: [true, false])
    func colour(isColored: Bool) throws {
        let lines = lines(.text, isColored: isColored) { $0.error("broken", error: Unreachable()) }
        #expect(try #require(lines.first).contains("\u{1B}[31m") == isColored)
    }

    @Test("writes JSON that a parser reads back")
    func jsonLine() throws {
        let lines = lines(.json) { logger in
            logger.log(
                level: .error,
                "said \"no\"\n",
                error: Unreachable(),
                metadata: ["n": "\(1)", "list": ["a", "b"], "map": ["k": "v"], "none": [:]]
            )
        }
        let line = try #require(lines.first)
        #expect(line.hasSuffix("}\n"))
        #expect(line.dropLast().contains("\n") == false)
        let object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        #expect(object["level"] as? String == "error")
        #expect(object["logger"] as? String == "longshore.gateway")
        #expect(object["message"] as? String == "said \"no\"\n")
        #expect(object["error"] as? String == "no route")
        let metadata = try #require(object["metadata"] as? [String: Any])
        #expect(metadata["n"] as? String == "1")
        #expect(metadata["list"] as? [String] == ["a", "b"])
        #expect(metadata["map"] as? [String: String] == ["k": "v"])
        #expect(metadata["none"] as? [String: String] == [:])
        let time = try #require(object["time"] as? String)
        #expect(Timestamp(iso8601: time) != nil)
    }
}
