internal import Domain

/// Writes checked settings as JSON that the same specification reads back: the form in which they are stored and
/// compared.
///
/// Only what was given is written, so that a default that a later release changes changes with it. Keys are in
/// alphabetical order and values in one spelling (`90s`, not `1m30s`): equal settings give equal text.
public enum CanonicalJSON {
    /// The settings with their secrets: for sealed storage only.
    public static func text(for object: CheckedObject) -> String {
        value(of: object, isMasked: false).compact
    }

    /// The settings with `•••` for each secret.
    public static func maskedText(for object: CheckedObject) -> String {
        value(of: object, isMasked: true).compact
    }

    /// The settings as a JSON value.
    public static func value(of object: CheckedObject, isMasked: Bool) -> JSONText {
        let members = object.givenSettings.sorted { $0.name < $1.name }
        return .object(members.map { ($0.name, value(of: $0.value, isMasked: isMasked)) })
    }

    /// A value as JSON.
    public static func value(of value: CheckedValue, isMasked: Bool) -> JSONText {
        switch value {
        case .string(let text): .string(isMasked ? URLText.masked(text) : text)
        case .secret(let text): .string(isMasked ? Mask.text : text)
        case .integer(let number): .integer(number)
        case .boolean(let truth): .boolean(truth)
        case .duration(let duration): .string(DurationText.text(for: duration))
        case .byteSize(let bytes): .string(ByteSizeText.text(for: bytes))
        case .timestamp(let timestamp): .string(timestamp.iso8601)
        case .list(let values): .array(values.map { Self.value(of: $0, isMasked: isMasked) })
        case .map(let entries):
            .object(
                entries.sorted { $0.name < $1.name }.map { ($0.name, Self.value(of: $0.value, isMasked: isMasked)) }
            )
        case .object(let object): Self.value(of: object, isMasked: isMasked)
        }
    }
}
