internal import Domain
internal import FoundationEssentials
internal import HTTP
internal import Reactor

/// Where a workload's own token comes from: a file that the platform keeps fresh, or a URL of the platform's.
struct SubjectTokenSource: Sendable {
    private enum Place {
        case file(String)
        case url(String, [Header])
    }

    private let place: Place
    /// The field that holds the token, where what is read is JSON.
    private let field: String?

    init(_ fields: JSONFields) throws(CredentialsError) {
        if let path = fields.text("file") {
            place = .file(path)
        } else if fields.text("environment_id") != nil {
            throw CredentialsError(
                "workload identities of AWS are not supported: use a file or URL as `credential_source`"
            )
        } else if let url = fields.text("url") {
            let headers = fields.object("headers")?.texts.map { Header(name: $0.name, value: $0.value) } ?? []
            place = .url(url, headers)
        } else if fields.object("executable") != nil {
            throw CredentialsError("a `credential_source` that runs a command is not supported: use a file or URL")
        } else {
            throw CredentialsError("the `credential_source` of the workload identity file has neither `file` nor `url`")
        }
        let format = fields.object("format")
        field = format?.text("type") == "json" ? format?.text("subject_token_field_name") ?? "access_token" : nil
    }

    func token(over http: HTTPClient) async throws(CredentialsError) -> String {
        let (bytes, origin) = try await read(http)
        let text: String?
        if let field {
            text = JSONFields(bytes[...]).text(field)
        } else {
            text = String(validating: bytes, as: UTF8.self)
        }
        guard let token = text?.split(whereSeparator: \.isWhitespace).first, !token.isEmpty else {
            let what = field.map { "no field `\($0)`" } ?? "no token"
            throw CredentialsError("\(origin) of the workload identity holds \(what)", isTransient: true)
        }
        return String(token)
    }

    private func read(_ http: HTTPClient) async throws(CredentialsError) -> (bytes: [UInt8], origin: String) {
        switch place {
        case .file(let path):
            return (try await CredentialsFile.bytes(path), "the file \(path)")
        case .url(let url, let headers):
            switch await TokenExchange.get(url, headers: headers, over: http) {
            case .success(let bytes): return (bytes, "the answer of \(url)")
            case .failure(let failure):
                throw CredentialsError("get the workload's token from \(url)", failure, advice: "is the URL right?")
            }
        }
    }
}
