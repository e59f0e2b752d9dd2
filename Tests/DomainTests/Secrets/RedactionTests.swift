import Domain
import Testing

@Suite("Redaction")
struct RedactionTests {
    @Test(
        "hides credentials in URLs and connection strings",
        arguments: [
            ("postgres://app:s3cret@db:5432/longshore", "postgres://app:•••@db:5432/longshore"),
            (
                "postgres://app:s3cret@db1:5432,db2:5433/x?sslmode=require",
                "postgres://app:•••@db1:5432,db2:5433/x?sslmode=require"
            ),
            ("postgres://app@db/x?password=s3cret&sslmode=require", "postgres://•••@db/x?password=•••&sslmode=require"),
            ("redis://:s3cret@127.0.0.1:6379/1", "redis://:•••@127.0.0.1:6379/1"),
            ("redis://user:pa:ss@host", "redis://user:•••@host"),
            ("redis://user:s3@cret@host", "redis://user:•••@host"),
            ("redis://user:s3/cret@host/0", "redis://user:•••@host/0"),
            ("https://token@host/path", "https://•••@host/path"),
            ("https://host:8080/path@x?a=b", "https://host:8080/path@x?a=b"),
            ("https://[::1]:8080/p?api_key=s3cret#frag", "https://[::1]:8080/p?api_key=•••#frag"),
            ("https://host/hook?X-Amz-Signature=s3cret&n=1", "https://host/hook?X-Amz-Signature=•••&n=1"),
            ("host=db user=app password=s3cret dbname=x", "host=db user=app password=••• dbname=x"),
            ("host=db password = 's3 \\' cret' dbname=x", "host=db password =••• dbname=x"),
            ("host=db sslpassword='s3cret", "host=db sslpassword=•••"),
            ("https://host/path", "https://host/path"),
            ("", ""),
        ]
    )
    func redaction(url: String, expected: String) {
        #expect(redactingCredentials(inURL: url) == expected)
        #expect(!redactingCredentials(inURL: url).contains("s3"))
    }

    @Test("a redacted text prints as dots, also inside other values")
    func redacted() {
        let secret = Redacted("s3cret")
        #expect("\(secret)" == "•••")
        #expect(String(reflecting: [secret]) == "[•••]")
        var dumped = ""
        dump(["a": secret], to: &dumped)
        #expect(!dumped.contains("s3cret"))
        #expect(secret.value == "s3cret")
    }
}
