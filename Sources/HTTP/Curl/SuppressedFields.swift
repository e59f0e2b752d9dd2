internal import CCurl

/// Headers that libcurl would add by itself, in the form that stops it. Made once, never freed, only read.
enum SuppressedFields {
    private nonisolated(unsafe) static let always = list(["Accept:"])
    private nonisolated(unsafe) static let withContentType = list(["Accept:", "Content-Type:"])
    // libcurl asks for permission to send (`100 Continue`) when a body is large.
    private nonisolated(unsafe) static let large = list(["Accept:", "Expect:"])
    private nonisolated(unsafe) static let largeWithContentType = list(["Accept:", "Expect:", "Content-Type:"])

    static func list(hasContentType: Bool, isLarge: Bool) -> UnsafeMutablePointer<curl_slist>? {
        switch (hasContentType, isLarge) {
        case (true, false): always
        case (false, false): withContentType
        case (true, true): large
        case (false, true): largeWithContentType
        }
    }

    private static func list(_ lines: [String]) -> UnsafeMutablePointer<curl_slist>? {
        lines.reduce(nil) { curl_slist_append($0, $1) }
    }
}
