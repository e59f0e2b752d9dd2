import Specification
import Testing

@Suite("Strictness")
struct StrictnessTests {
    @Test("all problems are reported at once, each with its line and column")
    func allAtOnce() {
        let result = Example.parse(
            """
            sources:
              - name: orders
                workers: 0
                tpis: [a]
                timeout: soon
              - brokers: []
                brkers: [a]
                url: ftp://example.com
            """
        )
        #expect(result.object == nil)
        #expect(
            result.lines == [
                "test.yaml:3:14: sources[0].workers: must be a whole number from 1 to 64, but is “0”",
                "test.yaml:4:5: sources[0].tpis: unknown setting of a source; known are name, brokers, workers, password, url, "
                    + "timeout, limit, format, start, properties, tls, plain",
                "test.yaml:5:14: sources[0].timeout: must be a duration such as 30s, 5m or 2h from 1ms to 1m, but is “soon”",
                "test.yaml:6:5: sources[1]: name is missing: a name of letters, digits, “.”, “_”, “-” and blanks within, "
                    + "for example name: orders",
                "test.yaml:6:14: sources[1].brokers: must have at least 1 item",
                "test.yaml:7:5: sources[1].brkers: unknown setting of a source; did you mean brokers?",
                "test.yaml:8:10: sources[1].url: must be a URL that begins with http:// or https://, but is “ftp://example.com”",
            ]
        )
    }

    @Test(
        "a range of whole numbers is put into words, however wide it is",
        arguments: [
            (Int.min...Int.max, "a whole number"), (3...3, "the number 3"),
            (Int.min...0, "a whole number from -9223372036854775808 to 0"),
            (0...Int.max, "a whole number from 0 to 9223372036854775807"),
        ]
    )
    func ranges(range: ClosedRange<Int>, words: String) throws {
        let specification = ObjectSpecification(
            "it",
            summary: "Words.",
            settings: [Setting("count", .integer(range), isRequired: true, summary: "How many.")]
        )
        let wrong = SettingsDocument.parse(
            yaml: "count: many",
            file: "t",
            environment: [:],
            specification: specification
        )
        #expect(wrong.errors.map(\.message) == ["must be \(words), but is “many”"])
        let bounds = [range.lowerBound, range.upperBound].map { bound in
            SettingsDocument.parse(json: "{\"count\":\(bound)}", specification: specification).object?.integer("count")
        }
        #expect(bounds == [range.lowerBound, range.upperBound])
        let page = ReferencePage.render(specification, title: "It", introduction: "Words.")
        #expect(page.contains("| \(words) |"))
        #expect(JSONSchema.render(specification, title: "It").contains("\"minimum\": \(range.lowerBound)"))
    }

    @Test(
        "scalars that other YAML readers guess about are refused with what to write",
        arguments: [
            ("workers: '1'", "must be a whole number from 1 to 64, but is “1” in quotes: remove them"),
            ("workers: 1_0", "must be a whole number from 1 to 64, but is “1_0”; write 10"),
            ("workers: 010", "must be a whole number from 1 to 64, but is “010”; a number has no leading zero"),
            ("workers: 0x1", "must be a whole number from 1 to 64, but is “0x1”"),
            ("workers: 1.0", "must be a whole number from 1 to 64, but is “1.0”"),
            ("workers: 99999999999999999999", "must be a whole number from 1 to 64, but is “99999999999999999999”"),
            ("plain: yes", "must be true or false, but is “yes”; write true"),
            ("plain: Off", "must be true or false, but is “Off”; write false"),
            ("plain: \"true\"", "must be true or false, but is “true” in quotes: remove them"),
            ("workers:", "has no value: it must be a whole number from 1 to 64, or the line is removed"),
            ("format: ~", "has no value: it must be raw or envelope, or the line is removed"),
            ("format: rwa", "must be raw or envelope, but is “rwa”; did you mean raw?"),
            ("brokers: one:9092", "must be a list, but is “one:9092”; write [one:9092] for a list of one"),
            ("brokers: {a: b}", "must be a list, but is a mapping"),
            ("tls: true", "must be a mapping with the settings of TLS settings, but is “true”"),
            (
                "start: erliest",
                "must be earliest, latest or a time such as 2026-08-01T12:00:00Z, but is “erliest”; "
                    + "did you mean earliest?"
            ),
            ("start: [a]", "must be earliest, latest or a time such as 2026-08-01T12:00:00Z, but is a list"),
            ("url: !!str https://a", "the tag tag:yaml.org,2002:str has no meaning here: remove it"),
            ("filter: {a: 1}", "is not supported yet: match with event_types"),
            ("workers: 1\nconsumers: 2", "means the same as workers, which is given too: remove one"),
            ("tls: {}\nplain: true", "tls and plain exclude each other: keep one"),
        ]
    )
    func refusals(line: String, message: String) {
        let result = Example.source(line)
        #expect(result.issues.map(\.message) == [message])
        #expect(result.object == nil)
    }

    @Test("duplicate keys are reported with both lines, and everything else too")
    func duplicates() {
        let result = Example.parse(
            """
            sources:
              - name: a
                workers: 1
                "workers": 2
                url: nonsense
              - name: b
                name: c
                name: d
            """
        )
        #expect(
            result.lines == [
                "test.yaml:4:5: sources[0].workers: given twice: it already stands in line 3; remove one",
                "test.yaml:5:10: sources[0].url: must be a URL that begins with http:// or https://, but is “nonsense”",
                "test.yaml:7:5: sources[1].name: given twice: it already stands in line 6; remove one",
                "test.yaml:8:5: sources[1].name: given twice: it already stands in line 6; remove one",
            ]
        )
    }

    @Test("text is accepted as it stands, also where it looks like something else")
    func text() throws {
        let source = try #require(
            Example.source("brokers: [1, true, 0644, '', 1.50]\nproperties: {a: ''}").partialSource
        )
        #expect(source.strings("brokers") == ["1", "true", "0644", "1.50"])
        #expect(Example.source("brokers: ['']").issues.map(\.message) == ["must be text that is not empty, but is “”"])
    }

    @Test("the specification of the tests has no faults, and faults are found")
    func faults() {
        #expect(Example.document.faults() == [])
        let broken = ObjectSpecification(
            "broken",
            summary: "",
            settings: [
                Setting("a", .integer(1...2), defaultText: "3", summary: "A."),
                Setting("a", .boolean, summary: "Again."),
            ],
            exactlyOneOf: [["b"]]
        )
        #expect(
            broken.faults() == [
                "broken: a group names b, which is no setting", "broken: a is described 2 times",
                "broken: “3” is not a value of a",
            ]
        )
    }
}

extension SettingsDocument.Result {
    /// The first source as far as it was read.
    var partialSource: CheckedObject? { partial?.objects("sources").first }
}
