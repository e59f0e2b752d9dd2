internal import ConnectorCore
internal import Specification
internal import TestSupport

/// Settings that have been parsed and checked as a source's stored settings are.
struct CheckedSettings<C: Connector> {
    let value: C.Settings

    init(_ json: String) throws {
        let result = SettingsDocument.parse(json: json, path: C.kind.rawValue, specification: C.specification)
        let issues = result.errors + (result.object.map(C.check) ?? []).filter { $0.severity == .error }
        guard let object = result.object, issues.isEmpty else {
            throw TestFailure("the broker's settings are refused: \(issues.map(\.text).joined(separator: "; "))")
        }
        value = C.settings(from: object)
    }
}
