import Foundation

/// One message for produce.py.
struct Published {
    var value: [UInt8]?
    var key: String?
    var headers: [String: String] = ["event-type": "order.paid"]

    init(_ text: String, headers: [String: String] = ["event-type": "order.paid"]) {
        value = Array(text.utf8)
        self.headers = headers
    }

    init(bytes: [UInt8]?, headers: [String: String] = ["event-type": "order.paid"]) {
        value = bytes
        self.headers = headers
    }

    /// Messages `{"seq": n}`.
    static func sequence(_ numbers: ClosedRange<Int>) -> [Published] {
        numbers.map { Published(#"{"seq":\#($0)}"#) }
    }

    var line: String {
        var object: [String: Any] = ["headers": headers, "value": NSNull()]
        if let value { object["value"] = Data(value).base64EncodedString() }
        if let key { object["key"] = key }
        let data = (try? JSONSerialization.data(withJSONObject: object)) ?? Data()
        return String(decoding: data, as: UTF8.self)
    }
}
