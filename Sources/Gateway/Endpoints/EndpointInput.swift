internal import Domain
internal import Storage

extension InputObject {
    /// Reads an endpoint; of a present one, what is not given stays as it is.
    func endpointDraft(changing present: EndpointDraft?) -> EndpointDraft {
        let url = webURL("url", isRequired: present == nil)
        var draft = present ?? EndpointDraft(name: url.flatMap(Self.host) ?? "", url: url ?? "")
        if let url { draft.url = url }
        if let name = string("name", upTo: 200), !name.isEmpty { draft.name = name }
        if let description = string("description", upTo: 2_000) { draft.description = description }
        // The second is Convoy's old name of the first.
        let old = string("appID", upTo: 200) ?? string("app_id", upTo: 200)
        if let owner = string("owner_id", upTo: 200) ?? old { draft.ownerID = owner.isEmpty ? nil : owner }
        if let timeout = duration("http_timeout", in: 0...300), timeout > .zero { draft.timeout = timeout }
        if let advanced = boolean("advanced_signatures") { draft.usesAdvancedSignatures = advanced }
        if boolean("is_disabled") == true { draft.status = .inactive }
        if let status = word("status", as: EndpointStatus.self) { draft.status = status }
        draft.authentication = endpointAuthentication("authentication", changing: draft.authentication)

        refuse("rate_limit", "support_email", "slack_webhook_url", "teams_webhook_url", "mtls_client_cert")
        refuse("content_type", unless: [#""application/json""#])
        refuse("events", unless: [#"["*"]"#], because: "is not how events are chosen: make a subscription.")
        // Means nothing without a rate limit; some clients always send it.
        ignore("rate_limit_duration")
        ignore(
            "uid",
            "project_id",
            "secrets",
            "failure_rate",
            "cb_state",
            "period_failure_rate",
            "success_count",
            "failure_count",
            "retry_count",
            "created_at",
            "updated_at",
            "deleted_at"
        )
        return draft
    }

    /// A signing secret; nil when none was given, or only the mask of one.
    func endpointSecret(_ name: String) -> String? {
        guard let secret = string(name, upTo: 512), !secret.isEmpty, !SecretMask.isMask(secret) else { return nil }
        return secret
    }

    /// An http or https URL with a host.
    func webURL(_ name: String, isRequired: Bool) -> String? {
        guard let text = string(name, isRequired: isRequired, upTo: 2_048), !text.isEmpty else { return nil }
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }), Self.host(text) != nil else {
            issue(name, "must be a URL that begins with https:// or http:// and names a host.")
            return nil
        }
        return text
    }

    /// The host of a URL, which also names an endpoint that was given no name.
    private static func host(_ url: String) -> String? {
        guard let colon = url.firstRange(of: "://"), ["http", "https"].contains(url[..<colon.lowerBound].lowercased())
        else {
            return nil
        }
        let authority = url[colon.upperBound...].prefix { !"/?#".contains($0) }
        let address = authority.split(separator: "@", omittingEmptySubsequences: false).last ?? ""
        let host = address.hasPrefix("[") ? address.prefix { $0 != "]" } + "]" : address.prefix { $0 != ":" }
        return host.isEmpty || host == "[]" ? nil : String(host)
    }

    private func endpointAuthentication(
        _ name: String,
        changing present: EndpointAuthentication?
    ) -> EndpointAuthentication? {
        guard let value = raw(name) else { return present }
        guard !InputValue.isEmpty(value), let input = object(name) else { return nil }
        let kind = input.string("type", isRequired: true)
        let key = input.object("api_key")
        let basic = input.object("basic_auth")
        input.refuse("oauth2")
        switch kind {
        case "api_key":
            return key?.apiKey(changing: present) ?? missing(input, "api_key")
        case "basic_auth":
            return basic?.basic(changing: present) ?? missing(input, "basic_auth")
        case "oauth2":
            input.issue("type", "oauth2 is not supported yet.")
        case nil:
            break
        default:
            input.issue("type", "must be one of api_key, basic_auth.")
        }
        return nil
    }

    private func missing(_ input: InputObject, _ name: String) -> EndpointAuthentication? {
        input.issue(name, "is required with this type.")
        return nil
    }

    private func apiKey(changing present: EndpointAuthentication?) -> EndpointAuthentication {
        let header = string("header_name", isRequired: true, upTo: 200) ?? ""
        var value = string("header_value", isRequired: true, upTo: 8_192) ?? ""
        if SecretMask.isMask(value), case .apiKey(_, let kept)? = present { value = kept }
        if !header.isEmpty, !Header(name: header, value: value).isValidHTTPField {
            issue("header_name", "and header_value make no HTTP header: check them for blanks and control characters.")
        }
        return .apiKey(header: header, value: value)
    }

    private func basic(changing present: EndpointAuthentication?) -> EndpointAuthentication {
        let username = string("username", isRequired: true, upTo: 500) ?? ""
        var password = string("password", upTo: 1_024) ?? ""
        if SecretMask.isMask(password), case .basic(_, let kept)? = present { password = kept }
        if username.contains(":") { issue("username", "must not contain a colon.") }
        return .basic(username: username, password: password)
    }
}
