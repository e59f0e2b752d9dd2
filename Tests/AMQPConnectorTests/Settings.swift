import ConnectorCore
import Specification
import Testing

@testable import AMQPConnector

/// Settings from JSON, with everything that is wrong with them.
func read(_ json: String) -> (settings: AMQPSettings?, issues: [ConfigurationIssue]) {
    let result = SettingsDocument.parse(json: json, path: "amqp", specification: AMQPConnector.specification)
    guard let object = result.object else { return (nil, result.errors) }
    return (AMQPConnector.settings(from: object), result.errors + AMQPConnector.check(object))
}

/// Settings that must be right.
func settings(_ json: String) throws -> AMQPSettings {
    let (settings, issues) = read(json)
    #expect(issues.filter { $0.severity == .error } == [])
    return try #require(settings)
}
