internal import Domain
internal import Specification

/// Settings that a client got masked and sends back.
enum MaskedJSON {
    /// The given JSON, in which every text with the mask in it is replaced by what stands at its place in `present`.
    static func unmasked(_ given: Bytes, from present: Bytes?) -> Bytes {
        guard let present else { return given }
        var writer = JSONWriter(capacity: given.count)
        write(given, present, to: &writer)
        return writer.bytes[...]
    }

    /// The paths of the texts that hold a mask.
    static func places(in value: Bytes, path: String) -> [String] {
        switch JSON.kind(of: value) {
        case .object:
            JSON.dictionary(of: value).sorted { $0.key < $1.key }.flatMap { places(in: $1, path: "\(path).\($0)") }
        case .array:
            InputValue.elements(of: value).enumerated().flatMap { places(in: $1, path: "\(path)[\($0)]") }
        case .string where JSON.string(from: value)?.contains(Mask.text) == true: [path]
        default: []
        }
    }

    private static func write(_ given: Bytes, _ present: Bytes?, to writer: inout JSONWriter) {
        switch JSON.kind(of: given) {
        case .object:
            let old = present.flatMap { try? JSON.members(of: $0) } ?? []
            let new = (try? JSON.members(of: given)) ?? []
            writer.object { writer in
                for (name, value) in new {
                    let kept = old.last { $0.name == name }?.value
                    writer.member(name) { write(value, kept, to: &$0) }
                }
            }
        case .array:
            let old = present.map(InputValue.elements) ?? []
            writer.array { writer in
                for (index, value) in InputValue.elements(of: given).enumerated() {
                    write(value, index < old.count ? old[index] : nil, to: &writer)
                }
            }
        case .string where JSON.string(from: given)?.contains(Mask.text) == true:
            writer.raw(present ?? given)
        default:
            writer.raw(given)
        }
    }
}
