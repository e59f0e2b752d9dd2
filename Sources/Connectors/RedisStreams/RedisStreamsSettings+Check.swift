internal import Redis
internal import Specification

extension RedisStreamsSettings {
    /// Finds what the specification cannot say; nothing is connected.
    static func check(_ object: CheckedObject) -> [ConfigurationIssue] {
        urlIssues(object) + streamIssues(object) + startIssues(object) + bodyIssues(object)
    }

    private static func urlIssues(_ object: CheckedObject) -> [ConfigurationIssue] {
        guard let url = object.optionalString("url") else { return [] }
        guard !url.contains("@") else {
            return [object.issue(at: "url", "user and password do not belong here: use `username` and `password`")]
        }
        do {
            _ = try RedisEndpoint(url: url)
        } catch {
            return [object.issue(at: "url", error.message)]
        }
        guard object.optionalString("username") == nil || object.optionalString("password") != nil else {
            return [object.issue(at: "username", "a user without password: give `password` too", severity: .warning)]
        }
        return []
    }

    private static func streamIssues(_ object: CheckedObject) -> [ConfigurationIssue] {
        var seen: Set<String> = []
        return object.strings("stream").enumerated().compactMap { index, stream in
            guard !seen.insert(stream).inserted else { return nil }
            return object.issue(at: "stream[\(index)]", "`\(stream)` is listed twice")
        }
    }

    private static func startIssues(_ object: CheckedObject) -> [ConfigurationIssue] {
        guard let text = object.optionalString("start"), start(text) == nil else { return [] }
        return [object.issue(at: "start", "`\(text)` is not `earliest`, `latest` or an id such as `1785585600123-0`")]
    }

    private static func bodyIssues(_ object: CheckedObject) -> [ConfigurationIssue] {
        guard object.optionalString("body") == "entry", object.isGiven("field") else { return [] }
        return [object.issue(at: "field", "with `body: entry` all fields are the data: leave `field` out")]
    }

    /// Reads the word or the id; nil when it is neither.
    static func start(_ text: String) -> Start? {
        switch text {
        case "earliest": .earliest
        case "latest": .latest
        default: StreamID(text).map { .after($0) }
        }
    }
}
