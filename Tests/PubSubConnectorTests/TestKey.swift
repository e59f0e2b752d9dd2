import Crypto
import CryptoExtras
import Domain

/// A service account's key of the tests' own, and the other half to check signatures with.
enum TestKey {
    struct File {
        let text: String
        var base64: String { Base64.encode(text.utf8) }
    }

    static let pair = Result { try _RSA.Signing.PrivateKey(keySize: .bits2048) }

    static func json(tokenURL: String = "https://oauth2.googleapis.com/token") throws -> File {
        var writer = JSONWriter()
        let pem = try pair.get().pkcs8PEMRepresentation
        writer.object { writer in
            writer.member("type", "service_account")
            writer.member("project_id", "proj")
            writer.member("private_key_id", "key-1")
            writer.member("private_key", pem)
            writer.member("client_email", "longshore@proj.iam.gserviceaccount.com")
            writer.member("token_uri", tokenURL)
        }
        return File(text: writer.text)
    }

    /// The claims of an assertion, once its signature is found right.
    static func claims(of assertion: String) throws -> (header: String, claims: String)? {
        let parts = assertion.split(separator: ".")
        guard parts.count == 3, let signature = decode(parts[2]) else { return nil }
        let signed = "\(parts[0]).\(parts[1])"
        let isValid = try pair.get().publicKey.isValidSignature(
            .init(rawRepresentation: signature),
            for: SHA256.hash(data: Array(signed.utf8)),
            padding: .insecurePKCS1v1_5
        )
        guard isValid, let header = decode(parts[0]), let claims = decode(parts[1]) else { return nil }
        return (String(decoding: header, as: UTF8.self), String(decoding: claims, as: UTF8.self))
    }

    private static func decode(_ text: Substring) -> [UInt8]? {
        Base64.decode(text.replacing("-", with: "+").replacing("_", with: "/"))
    }
}
