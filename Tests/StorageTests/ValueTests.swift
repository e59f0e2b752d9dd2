internal import Domain
internal import Testing

@testable internal import Storage

@Suite("Stored values")
struct ValueTests {
    @Test(
        "headers survive, in their order and with repeated names",
        arguments: [
            [],
            [Header(name: "a", value: "1"), Header(name: "a", value: "2")],
            [Header(name: "quote\"d", value: "back\\slash \u{0}\n\u{1F600} é")],
        ]
    )
    func headers(_ headers: [Header]) throws {
        let text = HeaderText.text(of: headers)
        #expect(!text.utf8.contains(0))
        #expect(try HeaderText.headers(in: Array(text.utf8)[...]) == headers)
    }

    @Test("headers that hold anything but strings are a damaged row")
    func damagedHeaders() {
        #expect(throws: StorageError.self) { try HeaderText.headers(in: Array(#"{"a":1}"#.utf8)[...]) }
    }

    @Test(
        "targets survive",
        arguments: [
            .subscriptions, .broadcast, .owner("cust:42"), .owner(""), .endpoint(ULID(high: 1, low: 2)),
        ] as [Envelope.Target]
    )
    func targets(_ target: Envelope.Target) throws {
        #expect(try TargetText.target(in: TargetText.text(of: target)) == target)
    }

    @Test("an unknown target is a damaged row", arguments: ["", "endpoint:xyz", "everybody"])
    func unknownTarget(_ text: String) {
        #expect(throws: StorageError.self) { try TargetText.target(in: text) }
    }

    @Test("U+0000 gives way, everything else stays")
    func storable() {
        #expect("a\u{0}b".storable == "a\u{FFFD}b")
        #expect("é\u{1}😀".storable == "é\u{1}😀")
    }

    @Test("a long idempotency key is claimed by its hash, a short one as it is")
    func claims() {
        #expect(IdempotencyClaim.text(of: "order-1") == "order-1")
        let long = String(repeating: "x", count: 600)
        #expect(IdempotencyClaim.text(of: long).utf8.count == 7 + 64)
        #expect(IdempotencyClaim.text(of: long) != IdempotencyClaim.text(of: long + "y"))
    }

    @Test(
        "an endpoint's authentication survives sealing",
        arguments: [
            .apiKey(header: "X-Key", value: "s\"ecret"), .basic(username: "u:ser", password: "pä\\ss"),
        ] as [EndpointAuthentication]
    )
    func authentication(_ authentication: EndpointAuthentication) throws {
        #expect(try EndpointAuthentication(plainBytes: authentication.plainBytes) == authentication)
    }

    @Test("a status is read from the API's word in any case, and only these three are finished")
    func statuses() {
        for status in DeliveryStatus.allCases {
            #expect(DeliveryStatus(name: status.name.uppercased()) == status)
        }
        #expect(DeliveryStatus(name: "Done") == nil)
        #expect(DeliveryStatus.allCases.filter(\.isFinished) == [.success, .failure, .discarded])
    }
}

@Suite("API key text")
struct APIKeyTextTests {
    @Test("a new key has the form CO.<16>.<64> and is read back")
    func form() throws {
        let key = APIKeyText.random()
        let parts = key.plainText.split(separator: ".")
        #expect(parts.map(\.count) == [2, 16, 64])
        #expect(parts[0] == "CO")
        let read = try #require(APIKeyText(key.plainText))
        #expect(read.mask == key.mask)
        #expect(read.key == key.key)
        #expect(APIKeyText.random().plainText != key.plainText)
    }

    @Test(
        "anything else is no key",
        arguments: [
            "", "CO", "CO..", "PRT.AAAAAAAAAAAAAAAA.\(String(repeating: "b", count: 64))",
            "CO.AAAAAAAAAAAAAAA.\(String(repeating: "b", count: 64))",
            "CO.AAAAAAAAAAAAAAAA.\(String(repeating: "b", count: 63))",
            "CO.AAAAAAAAAAAAAAAA.\(String(repeating: "b", count: 64)).x",
            "CO.AAAAAAAAAAAAAAé.\(String(repeating: "b", count: 64))",
        ]
    )
    func malformed(_ text: String) {
        #expect(APIKeyText(text) == nil)
    }

    @Test("only the key itself matches its hash, and only with its salt")
    func hash() {
        let key = APIKeyText.random()
        let hash = key.hash(salt: [1, 2, 3])
        #expect(key.matches(hash: hash[...], salt: [1, 2, 3]))
        #expect(!key.matches(hash: hash[...], salt: [1, 2, 4]))
        #expect(!APIKeyText.random().matches(hash: hash[...], salt: [1, 2, 3]))
    }
}
