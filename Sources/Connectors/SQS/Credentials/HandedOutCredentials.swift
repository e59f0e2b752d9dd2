internal import Domain
internal import HTTP

/// The JSON in which containers and machines get their credentials.
enum HandedOutCredentials {
    /// Reads an answer.
    ///
    /// - Parameter origin: who has answered, for people.
    static func read(_ response: HTTPResponse, origin: String) throws(AWSFailure) -> Credentials {
        guard response.status == 200 else {
            let kind: AWSFailure.Kind = response.status >= 500 || response.status == 429 ? .unavailable : .configuration
            throw AWSFailure(kind, code: "HTTP \(response.status)", "\(origin) gives no credentials")
        }
        let fields = JSONFields(response.body[...])
        if let code = fields?.text("Code"), code != "Success" {
            throw AWSFailure(.configuration, code: code, "\(origin) gives no credentials")
        }
        guard let fields, let id = fields.text("AccessKeyId"), let secret = fields.text("SecretAccessKey") else {
            throw AWSFailure(.protocolFailure, code: "no credentials", "\(origin) answers with something else")
        }
        return Credentials(
            accessKeyID: id,
            secretAccessKey: secret,
            sessionToken: fields.text("Token"),
            expiration: fields.text("Expiration").flatMap { Timestamp(iso8601: $0) },
            origin: origin
        )
    }
}
