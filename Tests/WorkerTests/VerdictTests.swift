import Domain
import HTTP
import Testing

@testable import Worker

@Suite("verdict")
struct VerdictTests {
    @Test(
        "Retry-After is honoured in seconds and as a date, within an hour",
        arguments: [
            ("5", 5), ("0", 0), ("999999", 3_600), ("Sun, 06 Nov 1994 08:49:47 GMT", 10),
            ("Sun, 06 Nov 1994 08:49:00 GMT", 0),
        ]
    )
    func pause(asked: String, seconds: Int) {
        let now = Timestamp(iso8601: "1994-11-06T08:49:37Z") ?? .now()
        #expect(Verdict.pause(asked: asked, now: now) == .seconds(seconds))
    }

    @Test(
        "a Retry-After that makes no sense counts as none",
        arguments: ["-5", "soon", "", "Sun, 06 Foo 1994 08:49:37 GMT"]
    )
    func nonsense(value: String) {
        #expect(Verdict.pause(asked: value, now: .now()) == nil)
    }

    @Test("an error is worth another attempt")
    func failure() {
        let verdict = Verdict(.failure(HTTPError(.timeout, "no answer")), now: .now())
        guard case .failed(let reason, nil) = verdict else {
            Issue.record("\(verdict)")
            return
        }
        #expect(reason.contains("no answer"))
    }
}
