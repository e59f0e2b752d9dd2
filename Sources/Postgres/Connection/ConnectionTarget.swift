internal import CPQ

/// Where and how to connect: the settings of a URL, checked and completed, ready for libpq.
struct ConnectionTarget: Sendable {
    /// libpq's keywords and values, those that were given or that we set.
    private(set) var settings: [String: String]

    /// What must never be shown.
    private var secrets: [String] { Self.secretKeywords.compactMap { settings[$0] }.filter { !$0.isEmpty } }

    private static let secretKeywords = ["password", "sslpassword"]
    /// Lists that belong together, one entry for each host.
    private static let listKeywords = ["host", "hostaddr", "port"]

    /// Settings that the URL may overrule: a silent server is noticed after a minute, also between exchanges.
    private static let defaults = [
        "keepalives_idle": "30",
        "keepalives_interval": "10",
        "keepalives_count": "3",
        "tcp_user_timeout": "60000",
    ]

    /// Parses a URI or a connection string.
    init(url: String, applicationName: String) throws(PostgresError) {
        var message: UnsafeMutablePointer<CChar>?
        guard let options = PQconninfoParse(url, &message) else {
            let reason = message.map { String(cString: $0) } ?? "out of memory"
            PQfreemem(message)
            throw PostgresError(.invalidUse, "the PostgreSQL URL is not valid: \(Self.withoutQuotes(reason))")
        }
        defer { PQconninfoFree(options) }
        settings = Self.defaults
        settings["fallback_application_name"] = applicationName
        var option = options
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val { settings[String(cString: keyword)] = String(cString: value) }
            option += 1
        }
        // Text is decoded as UTF-8, whatever the database is kept in.
        settings["client_encoding"] = "UTF8"
    }

    /// How many hosts are named.
    var hostCount: Int { max(entries("host").count, entries("hostaddr").count, 1) }

    /// The host that is tried first, and its port.
    var firstHost: (host: String, port: String) {
        ((entries("host") + entries("hostaddr")).first ?? "the default host", entries("port").first ?? "5432")
    }

    /// `connect_timeout` of the URL, which libpq leaves to its callers when it must not block.
    var connectTimeout: Duration? {
        settings["connect_timeout"].flatMap { Int($0) }.flatMap { $0 > 0 ? .seconds($0) : nil }
    }

    /// The same target, beginning with the host after the given one.
    func startingAfter(host: String, port: String) -> ConnectionTarget {
        guard let index = (0..<hostCount).first(where: { names($0, host: host, port: port) }) else { return self }
        var rotated = self
        for keyword in Self.listKeywords {
            let entries = entries(keyword)
            // A single port counts for every host.
            guard entries.count == hostCount else { continue }
            rotated.settings[keyword] = (entries[(index + 1)...] + entries[...index]).joined(separator: ",")
        }
        return rotated
    }

    /// Takes passwords out of a text.
    func redacted(_ text: String) -> String {
        secrets.reduce(text) { text, secret in
            text.split(separator: secret, omittingEmptySubsequences: false).joined(separator: "•••")
        }
    }

    private func names(_ index: Int, host: String, port: String) -> Bool {
        let hosts = entries("host").isEmpty ? entries("hostaddr") : entries("host")
        let ports = entries("port")
        guard index < hosts.count, hosts[index] == host else { return false }
        return ports.count != hostCount || ports[index] == port
    }

    private func entries(_ keyword: String) -> [String] {
        guard let list = settings[keyword], !list.isEmpty else { return [] }
        return list.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }

    /// libpq quotes what it could not parse, which may be a password or the whole URL.
    private static func withoutQuotes(_ message: String) -> String {
        var text = ""
        for (index, part) in message.split(separator: "\"", omittingEmptySubsequences: false).enumerated() {
            let isQuoted = !index.isMultiple(of: 2)
            text += isQuoted ? (part.count == 1 ? "\"\(part)\"" : "\"…\"") : String(part)
        }
        return String(text.split(whereSeparator: \.isNewline).joined(separator: " "))
    }
}
