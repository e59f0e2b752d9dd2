internal import Domain
internal import Specification

extension PubSubSettings {
    /// Finds what the specification cannot say; nothing is connected and no file is read.
    static func check(_ object: CheckedObject) -> [ConfigurationIssue] {
        projectIssues(object) + subscriptionIssues(object) + keyIssues(object) + addressIssues(object)
    }

    private static func projectIssues(_ object: CheckedObject) -> [ConfigurationIssue] {
        guard let project = object.optionalString("project"), !isName(project, with: ".:-", count: 1...100) else {
            return []
        }
        return [
            object.issue(
                at: "project",
                "`\(project)` is not a project's id: it has letters, digits and hyphens, as in `my-project-123`"
            )
        ]
    }

    private static func subscriptionIssues(_ object: CheckedObject) -> [ConfigurationIssue] {
        guard let name = object.optionalString("subscription"), !isName(name, with: "-._~+%", count: 3...255) else {
            return []
        }
        let advice =
            name.contains("/")
            ? "give the last part of its name only, without `projects/…/subscriptions/`"
            : "it begins with a letter and has 3 to 255 letters, digits, `-`, `.`, `_`, `~`, `+`, `%`"
        return [object.issue(at: "subscription", "`\(name)` is not a subscription's id: \(advice)")]
    }

    private static func keyIssues(_ object: CheckedObject) -> [ConfigurationIssue] {
        guard let key = object.optionalString("service_account") else { return [] }
        do {
            _ = try ServiceAccountKey(text: key)
            return []
        } catch {
            return [object.issue(at: "service_account", error.message)]
        }
    }

    private static func addressIssues(_ object: CheckedObject) -> [ConfigurationIssue] {
        guard let address = object.optionalString("emulator"), !isAddress(address) else { return [] }
        return [
            object.issue(at: "emulator", "`\(address)` is not an address: write `host:port`, without a scheme")
        ]
    }

    private static func isAddress(_ text: String) -> Bool {
        guard let colon = text.lastIndex(of: ":"), colon != text.startIndex else { return false }
        let isPlain = text.utf8.allSatisfy {
            $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "@")
        }
        return isPlain && UInt16(text[text.index(after: colon)...]).map { $0 > 0 } == true
    }

    /// Letters, digits and `others`, a letter first.
    private static func isName(_ text: String, with others: String, count: ClosedRange<Int>) -> Bool {
        func isLetter(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) }
        func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
        guard count.contains(text.utf8.count), let first = text.utf8.first, isLetter(first) else { return false }
        return text.utf8.allSatisfy { isLetter($0) || isDigit($0) || others.utf8.contains($0) }
    }
}
