internal import Domain
internal import Specification
internal import Storage

extension Manifest {
    /// Reads and checks a `connectors.yaml` without connecting to anything.
    ///
    /// - Parameters:
    ///   - text: The text of the file.
    ///   - file: The file's name, for the issues.
    ///   - environment: The variables that `${NAME}` stands for.
    public static func check(_ text: String, file: String, environment: [String: String]) -> ManifestReading {
        let result = SettingsDocument.parse(
            yaml: text,
            file: file,
            environment: environment,
            specification: ManifestSettings.specification
        )
        let issues = (result.issues + (result.partial.map(meaning) ?? [])).sorted()
        guard let object = result.object, !issues.contains(where: { $0.severity == .error }) else {
            return ManifestReading(manifest: nil, issues: issues)
        }
        return ManifestReading(manifest: Manifest(object), issues: issues)
    }

    /// What the specification cannot say: names that are unique, references that lead somewhere, what connectors
    /// check themselves.
    ///
    /// The settings may be incomplete, so only optional readers are used unless an object says it is complete.
    private static func meaning(of document: CheckedObject) -> [ConfigurationIssue] {
        let projects = document.objects("projects")
        var issues = duplicates(among: projects, "project")
        for project in projects {
            if project.optionalString("type") == ProjectKind.incoming.rawValue {
                issues.append(
                    project.issue(
                        at: "type",
                        "incoming projects need HTTP sources, which are not supported yet: use outgoing"
                    )
                )
            }
            issues += project.optionalObject("retry").map(RetrySettings.check) ?? []
            let sources = project.objects("sources")
            let endpoints = project.objects("endpoints")
            let subscriptions = project.objects("subscriptions")
            issues += duplicates(among: sources, "source") + sources.flatMap(SourceSection.check)
            issues += duplicates(among: endpoints, "endpoint") + endpoints.flatMap(EndpointSettings.check)
            issues +=
                duplicates(among: subscriptions, "subscription") + subscriptions.flatMap(SubscriptionSettings.check)
            let names = (endpoints: names(of: endpoints), sources: names(of: sources))
            for subscription in subscriptions {
                issues += dangling("endpoint", of: subscription, among: names.endpoints)
                issues += dangling("source", of: subscription, among: names.sources)
            }
        }
        return issues
    }

    private static func duplicates(among objects: [CheckedObject], _ what: String) -> [ConfigurationIssue] {
        var first: [String: ConfigurationIssue] = [:]
        return objects.compactMap { object in
            guard let name = object.optionalString("name") else { return nil }
            guard let earlier = first[name] else {
                first[name] = object.issue(at: "name", "")
                return nil
            }
            let place = earlier.line.map { " in line \($0)" } ?? ""
            return object.issue(at: "name", "the name “\(name)” is taken by the \(what)\(place)")
        }
    }

    private static func names(of objects: [CheckedObject]) -> Set<String> {
        Set(objects.compactMap { $0.optionalString("name") })
    }

    private static func dangling(
        _ setting: String,
        of subscription: CheckedObject,
        among names: Set<String>
    ) -> [ConfigurationIssue] {
        guard let name = subscription.optionalString(setting), !names.contains(name) else { return [] }
        let sorted = names.sorted()
        let suggestion = Suggestion.text(for: name, in: sorted)
        let known =
            names.isEmpty ? "; it has none" : names.count > 10 ? "" : "; it has \(sorted.joined(separator: ", "))"
        let hint = suggestion.isEmpty ? known : suggestion
        return [subscription.issue(at: setting, "the project has no \(setting) “\(name)” in this file\(hint)")]
    }

    private init(_ document: CheckedObject) {
        projects = document.objects("projects").map { project in
            DesiredProject(
                name: project.string("name"),
                kind: ProjectKind(rawValue: project.string("type")) ?? .outgoing,
                configuration: Self.configuration(project),
                sources: project.objects("sources").compactMap(SourceSection.source),
                endpoints: project.objects("endpoints").map(EndpointSettings.endpoint),
                subscriptions: project.objects("subscriptions").map(SubscriptionSettings.subscription)
            )
        }
    }

    private static func configuration(_ project: CheckedObject) -> ProjectConfiguration {
        var configuration = ProjectConfiguration()
        configuration.retryPolicy = RetrySettings.policy(project.object("retry"))
        configuration.maximumPayloadBytes = project.integer("max_payload_size")
        if let signature = project.optionalObject("signature") {
            configuration.signatureHeader = signature.string("header")
            configuration.signatureVersions = signature.objects("versions").map { version in
                ConvoySignature.Version(
                    hash: ConvoySignature.Hash(rawValue: version.string("hash")) ?? .sha256,
                    encoding: ConvoySignature.Encoding(rawValue: version.string("encoding")) ?? .hex
                )
            }
        }
        return configuration
    }
}
