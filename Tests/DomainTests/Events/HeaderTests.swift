import Domain
import Testing

@Suite("Header")
struct HeaderTests {
    @Test("is an HTTP field only with a token for a name and without control characters")
    func validity() {
        #expect(Header(name: "X-Order_1.a", value: "ünï \t code").isValidHTTPField)
        #expect(Header(name: "x", value: "").isValidHTTPField)
        for name in ["", "a b", "a:b", "a\r\nb", "é", "(a)"] {
            #expect(!Header(name: name, value: "v").isValidHTTPField, "\(name)")
        }
        for value in ["a\r\nSet-Cookie: b", "a\nb", "a\0b", "a\u{7F}"] {
            #expect(!Header(name: "x", value: value).isValidHTTPField, "\(value)")
        }
    }

    @Test("is found without regard to case, the first of several")
    func lookup() {
        let headers = [
            Header(name: "X-A", value: "1"), Header(name: "x-a", value: "2"), Header(name: "x-ab", value: "3"),
        ]
        #expect(headers.firstValue(named: "x-A") == "1")
        #expect(headers.firstValue(named: "X-AB") == "3")
        #expect(headers.firstValue(named: "x") == nil)
    }
}
