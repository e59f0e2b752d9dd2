/// The URL or connection string without its credentials, for logs and errors.
///
/// Hides the password of `scheme://user:password@host` (a lone token before the `@` as well), and the values of
/// parameters that name a secret, in a query (`?password=…`) and in a connection string of keywords (`host=…
/// password=…`). Where a broken URL leaves it unclear what belongs to the credentials, rather too much is hidden.
public func redactingCredentials(inURL url: String) -> String {
    guard let separator = url.firstRange(of: "://") else { return redactingParameters(in: url) }
    let scheme = url[..<separator.upperBound]
    let rest = url[separator.upperBound...]
    let authorityEnd = rest.firstIndex { "/?#".contains($0) } ?? rest.endIndex
    var at = rest[..<authorityEnd].lastIndex(of: "@")
    if at == nil, !isPlainAuthority(rest[..<authorityEnd]) {
        // A password with an unescaped `/`, `?` or `#` ends the authority too early.
        at = rest.lastIndex(of: "@")
    }
    guard let at else { return scheme + redactingParameters(in: rest) }
    let credentials = rest[..<at]
    var shown = credentials.isEmpty ? "" : Redacted.mask
    if let colon = credentials.firstIndex(of: ":") {
        let user = credentials[..<colon]
        shown = credentials[colon...].count > 1 ? "\(user):\(Redacted.mask)" : "\(user):"
    }
    return scheme + shown + redactingParameters(in: rest[at...])
}

/// Whether it can be hosts with ports, and nothing else.
private func isPlainAuthority(_ authority: Substring) -> Bool {
    authority.split(separator: ",").allSatisfy { host in
        guard !host.hasPrefix("["), let colon = host.lastIndex(of: ":") else { return true }
        return host[colon...].dropFirst().allSatisfy(\.isNumber)
    }
}

/// Hides the values of parameters that name a secret; parameters are separated by `&`, `;`, `?`, `#` or white space.
private func redactingParameters(in text: some StringProtocol) -> String {
    var result = ""
    var rest = Substring(text)
    while let equals = rest.firstIndex(of: "=") {
        let head = rest[..<equals]
        let name = head.trimmingTrailingWhitespace().suffix { !isParameterSeparator($0) }
        result += rest[...equals]
        rest = rest[rest.index(after: equals)...]
        guard namesSecret(name) else { continue }
        rest = rest.drop { $0.isWhitespace }
        let value = parameterValue(at: rest)
        result += value.isEmpty ? "" : Redacted.mask
        rest = rest[value.endIndex...]
    }
    return result + rest
}

/// The value that starts the text: up to a separator, or to the closing quote when it starts with one.
private func parameterValue(at text: Substring) -> Substring {
    guard let quote = text.first, quote == "'" || quote == "\"" else {
        return text.prefix { !isParameterSeparator($0) }
    }
    var isEscaped = false
    let body = text.dropFirst().prefix { character in
        if !isEscaped, character == quote { return false }
        isEscaped = !isEscaped && character == "\\"
        return true
    }
    return body.endIndex < text.endIndex ? text[...body.endIndex] : text
}

private func isParameterSeparator(_ character: Character) -> Bool {
    character.isWhitespace || "&;?#".contains(character)
}

private func namesSecret(_ name: Substring) -> Bool {
    let name = name.lowercased()
    return ["pass", "pwd", "secret", "token", "signature", "credential", "apikey", "api_key", "api-key", "access_key"]
        .contains { name.contains($0) } || name == "sig" || name == "key" || name == "auth"
}

extension Substring {
    fileprivate func trimmingTrailingWhitespace() -> Substring {
        guard let last = lastIndex(where: { !$0.isWhitespace }) else { return prefix(0) }
        return self[...last]
    }

    fileprivate func suffix(while belongs: (Character) -> Bool) -> Substring {
        guard let before = lastIndex(where: { !belongs($0) }) else { return self }
        return self[index(after: before)...]
    }
}
