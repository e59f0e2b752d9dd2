internal import Domain
internal import Logging

/// `{"time":"…","level":"info","logger":"…","message":"…","metadata":{…}}`
enum JSONLine {
    @Sendable
    static func render(_ line: LogLine) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(256)
        bytes += #"{"time":""#.utf8
        bytes += line.time.iso8601.utf8
        bytes += #"","level":""#.utf8
        bytes += line.level.rawValue.utf8
        bytes += #"","logger":"#.utf8
        JSON.quote(line.label, into: &bytes)
        bytes += #","message":"#.utf8
        JSON.quote(line.message, into: &bytes)
        if let error = line.error {
            bytes += #","error":"#.utf8
            JSON.quote("\(error)", into: &bytes)
        }
        if !line.metadata.isEmpty {
            bytes += #","metadata":"#.utf8
            append(line.metadata, to: &bytes)
        }
        bytes += "}\n".utf8
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func append(_ members: [(key: String, value: Logger.MetadataValue)], to bytes: inout [UInt8]) {
        var separator = UInt8(ascii: "{")
        for (key, value) in members {
            bytes.append(separator)
            separator = UInt8(ascii: ",")
            JSON.quote(key, into: &bytes)
            bytes.append(UInt8(ascii: ":"))
            append(value, to: &bytes)
        }
        if separator == UInt8(ascii: "{") {
            bytes.append(separator)
        }
        bytes.append(UInt8(ascii: "}"))
    }

    private static func append(_ value: Logger.MetadataValue, to bytes: inout [UInt8]) {
        switch value {
        case .string(let text):
            JSON.quote(text, into: &bytes)
        case .stringConvertible(let convertible):
            JSON.quote(convertible.description, into: &bytes)
        case .array(let values):
            bytes.append(UInt8(ascii: "["))
            for (index, value) in values.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                append(value, to: &bytes)
            }
            bytes.append(UInt8(ascii: "]"))
        case .dictionary(let members):
            append(members.sorted { $0.key < $1.key }.map { (key: $0.key, value: $0.value) }, to: &bytes)
        }
    }
}
