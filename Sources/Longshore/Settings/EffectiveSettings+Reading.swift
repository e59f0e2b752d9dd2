internal import Domain
internal import Specification

extension EffectiveSettings {
    /// The database.
    func postgresURL() throws -> String {
        try required("postgres_url", advice: "set LONGSHORE_POSTGRES_URL=postgresql://user:password@host/database")
    }

    /// Redis.
    func redisURL() throws -> String {
        try required("redis_url", advice: "set LONGSHORE_REDIS_URL=redis://host:6379")
    }

    /// What seals secrets in the database.
    func secretBox() throws -> SecretBox {
        let key = try required(
            "secret_key",
            advice: "set LONGSHORE_SECRET_KEY to 32 random bytes in base64: openssl rand -base64 32"
        )
        do {
            return try SecretBox(key: key)
        } catch {
            throw SettingsError(problems: ["secret_key: \(error); make one with: openssl rand -base64 32"])
        }
    }

    /// Which addresses deliveries may go to.
    func addressPolicy() throws -> AddressPolicy {
        var networks: [CIDR] = []
        for text in words("allow_networks") {
            guard let network = CIDR(text) else {
                throw SettingsError(problems: ["allow_networks: \"\(text)\" is not a network: write it as 10.0.0.0/8"])
            }
            networks.append(network)
        }
        return AddressPolicy(allowsPrivate: object.boolean("allow_private_networks"), allowed: networks)
    }

    /// The labels that a source must carry to run in this process.
    func labels() throws -> [String: String] {
        var labels: [String: String] = [:]
        for text in words("labels") {
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, !parts[0].isEmpty else {
                throw SettingsError(problems: ["labels: \"\(text)\" is not name=value, such as region=eu"])
            }
            labels[String(parts[0])] = String(parts[1])
        }
        return labels
    }

    /// Where to listen; nil when `isOptional` and nobody said so.
    func listen(isOptional: Bool = false) throws -> (host: String, port: Int)? {
        if isOptional, origins["listen"] == .standard { return nil }
        let text = object.string("listen")
        guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
            (0...65_535).contains(port), colon != text.startIndex
        else {
            throw SettingsError(problems: ["listen: \"\(text)\" is not host:port, such as 127.0.0.1:5005"])
        }
        let host = text[..<colon]
        return (host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : String(host), port)
    }

    private func required(_ name: String, advice: String) throws -> String {
        guard let value = object.optionalString(name) else {
            throw SettingsError(problems: [
                "\(name) is not set: \(advice), or use `longshore dev`, which brings its own"
            ])
        }
        return value
    }

    private func words(_ name: String) -> [String] {
        object.string(name).split(separator: ",").map { word in
            String(word.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
        }
    }
}
