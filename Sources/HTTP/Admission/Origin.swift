/// Scheme, host and port: what requests share connections by.
final class Origin {
    let key: Substring
    var inFlight = 0
    /// Whether it is unknown how many requests one connection carries at once.
    var isProbing: Bool
    var queue = FIFO<UInt64>()
    var isInRing = false

    init(key: Substring) {
        // An own copy: a slice would keep the whole URL.
        self.key = Substring(String(key))
        isProbing = key.hasPrefix("https:")
    }

    var isIdle: Bool { inFlight == 0 && queue.isEmpty }

    /// The part of a URL that names its origin: all before the third slash, the query or the fragment.
    static func key(of url: String) -> Substring {
        var slashes = 0
        let end = url.utf8.firstIndex { byte in
            switch byte {
            case UInt8(ascii: "/"):
                slashes += 1
                return slashes == 3
            case UInt8(ascii: "?"), UInt8(ascii: "#"):
                return slashes == 2
            default:
                return false
            }
        }
        return url[..<(end ?? url.endIndex)]
    }
}
