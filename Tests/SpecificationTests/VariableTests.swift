import Specification
import Testing

@Suite("Variables")
struct VariableTests {
    private static let environment = ["HOST": "db", "PORT": "9092", "EMPTY": "", "KAFKA_PASSWORD": "x"]

    @Test(
        "variables are replaced within text",
        arguments: [
            ("'${HOST}:${PORT}'", "db:9092"), ("'${MISSING:-local}:1'", "local:1"), ("'${EMPTY:-filled}'", "filled"),
            ("'$${HOST}'", "${HOST}"), ("a$b", "a$b"), ("'$.path'", "$.path"), ("$$$$", "$$"), ("'${MISSING:-}x'", "x"),
        ]
    )
    func replaced(written: String, text: String) throws {
        let source = try #require(Example.source("brokers: [\(written)]", environment: Self.environment).source)
        #expect(source.strings("brokers") == [text])
    }

    @Test("a plain variable may be a number")
    func number() throws {
        let source = try #require(Example.source("workers: ${N}", environment: ["N": "3"]).source)
        #expect(source.integer("workers") == 3)
    }

    @Test(
        "what cannot be replaced is an issue",
        arguments: [
            ("${KAFKA_PASSWROD}", "the environment variable KAFKA_PASSWROD is not set; did you mean KAFKA_PASSWORD?"),
            (
                "'${NOWHERE}'",
                "the environment variable NOWHERE is not set: set it, or give a default as in “${NOWHERE:-value}”"
            ),
            ("'${HOST'", "“${” is not closed by “}”; write “$${” for the characters themselves"),
            (
                "'${1A}'",
                "“${1A}” is not understood: write “${NAME}” or “${NAME:-default}”, and “$$” for the character “$”"
            ),
        ]
    )
    func unset(written: String, message: String) {
        let result = Example.source("password: \(written)", environment: Self.environment)
        #expect(result.lines == ["test.yaml:3:15: sources[0].password: \(message)"])
    }

    @Test("the value of a variable never stands in a message")
    func quiet() {
        let result = Example.source("workers: ${TOKEN}\nurl: '${TOKEN}'", environment: ["TOKEN": "hush"])
        #expect(result.errors.count == 2)
        #expect(!result.lines.joined().contains("hush"))
        #expect(result.lines.first?.contains("(after “${TOKEN}” was expanded)") == true)
    }

    @Test("a secret that stands in the file is a warning, one from a variable is not")
    func literalSecrets() {
        let literal = Example.source("password: hush\nurl: 'https://me:pw@example.com'")
        #expect(literal.object != nil)
        #expect(
            literal.lines == [
                "test.yaml:3:15: warning: sources[0].password: a secret stands in the file: "
                    + "take it from a variable, as in \"${NAME}\"",
                "test.yaml:4:10: warning: sources[0].url: a password stands in the URL: "
                    + "take it from a variable, as in \"${NAME}\"",
            ]
        )
        #expect(Example.source("password: '${HOST}'", environment: Self.environment).issues.isEmpty)
    }
}
