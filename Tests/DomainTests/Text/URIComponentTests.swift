import Domain
import Testing

@Suite("Parts of a URI")
struct URIComponentTests {
    @Test("what goes into a form is escaped")
    func escapes() {
        #expect(URIComponent.encode("a b+c/ö~_-.") == "a%20b%2Bc%2F%C3%B6~_-.")
    }
}
