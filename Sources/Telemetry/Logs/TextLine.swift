internal import Domain
internal import Logging

/// `12:00:01.123 INFO  worker      delivered endpoint.id=01J… attempts=1`
enum TextLine {
    static func render(_ line: LogLine, isColored: Bool) -> String {
        let level = padded(name(of: line.level), to: 5)
        var text = "\(clock(line.time)) \(isColored ? colored(level, for: line.level) : level) "
        text += "\(padded(shortened(line.label), to: 10))  \(visible(line.message))"
        for (key, value) in line.metadata {
            text += isColored ? " \u{1B}[2m\(key)=\u{1B}[0m" : " \(key)="
            text += quotedIfNeeded(value.description)
        }
        if let error = line.error {
            text += isColored ? " \u{1B}[2merror=\u{1B}[0m" : " error="
            text += quotedIfNeeded("\(error)")
        }
        return text + "\n"
    }

    /// `12:00:01.123` in UTC, so that lines of several machines compare.
    private static func clock(_ time: Timestamp) -> Substring {
        Timestamp(milliseconds: time.milliseconds).iso8601.dropFirst(11).dropLast()
    }

    /// `longshore.gateway` is `gateway`: the line has little room.
    private static func shortened(_ label: String) -> Substring {
        label.split(separator: ".").last ?? label[...]
    }

    private static func padded(_ text: some StringProtocol, to width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }

    private static func name(of level: Logger.Level) -> String {
        switch level {
        case .trace: "TRACE"
        case .debug: "DEBUG"
        case .info: "INFO"
        case .notice: "NOTE"
        case .warning: "WARN"
        case .error: "ERROR"
        case .critical: "FATAL"
        }
    }

    private static func colored(_ text: String, for level: Logger.Level) -> String {
        let code =
            switch level {
            case .trace, .debug: "2"
            case .info: "32"
            case .notice: "36"
            case .warning: "33"
            case .error: "31"
            case .critical: "1;31"
            }
        return "\u{1B}[\(code)m\(text)\u{1B}[0m"
    }

    /// Control characters are shown, not sent to the terminal: a log line holds text from strangers.
    private static func visible(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isControl) else { return text }
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            case "\r": result += "\\r"
            case _ where isControl(scalar): result += "\\u{\(String(scalar.value, radix: 16))}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.generalCategory == .control
    }

    private static func quotedIfNeeded(_ text: String) -> String {
        let safe = visible(text)
        guard safe.isEmpty || safe.contains(where: { $0 == " " || $0 == "\"" }) else { return safe }
        return "\"" + safe.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\\\"") + "\""
    }
}
