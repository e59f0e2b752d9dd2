internal import Domain
internal import Specification
internal import Storage

/// Compares what a manifest asks for with what there is.
struct Planner {
    private let prune: Bool
    private var changes: [Plan.Change] = []
    private var removals: [Plan.Change] = []
    private var kept: [Plan.Reference] = []
    private var unchanged = 0
    private var problems: [String] = []

    private init(prune: Bool) {
        self.prune = prune
    }

    /// The plan.
    ///
    /// - Parameters:
    ///   - manifest: What shall be.
    ///   - current: What there is: the projects of the manifest that exist.
    ///   - prune: Whether what is in a project and not in the manifest is removed.
    static func plan(_ manifest: Manifest, current: [CurrentProject], prune: Bool) throws(PlanError) -> Plan {
        var planner = Planner(prune: prune)
        for project in manifest.projects {
            planner.add(project, current: current.first { $0.name == project.name })
        }
        guard planner.problems.isEmpty else { throw PlanError(problems: planner.problems) }
        return Plan(changes: planner.changes + planner.removals, unchanged: planner.unchanged, kept: planner.kept)
    }

    private mutating func add(_ project: DesiredProject, current: CurrentProject?) {
        let reference = Plan.Reference(project: project.name, subject: .project, name: project.name)
        let fields = FieldList(project.configuration)
        if let current {
            if current.kind != project.kind {
                problems.append(
                    "project \(project.name) is \(current.kind.rawValue) and cannot become \(project.kind.rawValue): "
                        + "give the project in the file another name"
                )
                return
            }
            let differences = fields.differences(from: FieldList(current.configuration))
            change(reference, differences, .updateProject(current.id, project))
        } else {
            create(reference, fields, .createProject(project))
        }
        addSources(of: project, current?.sources ?? [])
        addEndpoints(of: project, current?.endpoints ?? [])
        addSubscriptions(of: project, current)
    }

    private mutating func addSources(of project: DesiredProject, _ current: [CurrentSource]) {
        let byName = Dictionary(grouping: current, by: \.draft.name)
        for source in project.sources {
            let reference = Plan.Reference(project: project.name, subject: .source, name: source.draft.name)
            guard let existing = only(byName[source.draft.name] ?? [], reference) else {
                continue
            }
            guard let existing = existing.first else {
                create(reference, FieldList(source.draft), .createSource(source.draft))
                continue
            }
            var draft = source.draft
            if !source.setsActivity { draft.activity = existing.draft.activity }
            let differences = FieldList(draft).differences(from: FieldList(existing.draft))
            change(reference, differences, .updateSource(existing.id, draft))
        }
        let names = Set(project.sources.map(\.draft.name))
        for source in current where !names.contains(source.draft.name) {
            // A kind that the file has no word for, such as a source made for the API, is not the file's to remove.
            guard SourceSection.specification.setting(source.draft.kind) != nil else { continue }
            let reference = Plan.Reference(project: project.name, subject: .source, name: source.draft.name)
            remove(reference, .removeSource(source.id))
        }
    }

    private mutating func addEndpoints(of project: DesiredProject, _ current: [CurrentEndpoint]) {
        let byName = Dictionary(grouping: current, by: \.draft.name)
        for endpoint in project.endpoints {
            let reference = Plan.Reference(project: project.name, subject: .endpoint, name: endpoint.draft.name)
            guard let existing = only(byName[endpoint.draft.name] ?? [], reference) else {
                continue
            }
            guard let existing = existing.first else {
                var fields = FieldList(endpoint.draft)
                fields.add("secret", secret: endpoint.secret ?? "made")
                create(reference, fields, .createEndpoint(endpoint.draft, secret: endpoint.secret))
                continue
            }
            var draft = endpoint.draft
            if !endpoint.setsStatus { draft.status = existing.draft.status }
            let differences = FieldList(draft).differences(from: FieldList(existing.draft))
            let rotation = rotation(of: endpoint, existing)
            change(
                reference,
                differences + (rotation.map { [Self.field($0)] } ?? []),
                .updateEndpoint(existing.id, differences.isEmpty ? nil : draft, rotation: rotation)
            )
        }
        let names = Set(project.endpoints.map(\.draft.name))
        for endpoint in current where !names.contains(endpoint.draft.name) {
            let reference = Plan.Reference(project: project.name, subject: .endpoint, name: endpoint.draft.name)
            remove(reference, .removeEndpoint(endpoint.id))
        }
    }

    private func rotation(of endpoint: DesiredEndpoint, _ existing: CurrentEndpoint) -> Operation.SecretRotation? {
        guard let secret = endpoint.secret, secret != existing.secret else { return nil }
        return Operation.SecretRotation(secret: secret, overlap: endpoint.secretOverlap)
    }

    private static func field(_ rotation: Operation.SecretRotation) -> Plan.Field {
        let note =
            rotation.overlap > .zero
            ? "changed; the old one goes on signing for \(DurationText.text(for: rotation.overlap))"
            : "changed; the old one ends at once"
        return Plan.Field(name: "secret", old: Mask.text, new: Mask.text, note: note)
    }

    private mutating func addSubscriptions(of project: DesiredProject, _ current: CurrentProject?) {
        let subscriptions = current?.subscriptions ?? []
        let byName = Dictionary(grouping: subscriptions, by: \.draft.name)
        let names = ThingNames(current)
        for subscription in project.subscriptions {
            let reference = Plan.Reference(project: project.name, subject: .subscription, name: subscription.name)
            guard let existing = only(byName[subscription.name] ?? [], reference) else { continue }
            guard let existing = existing.first else {
                create(reference, FieldList(subscription), .createSubscription(subscription))
                continue
            }
            let before = FieldList(names.subscription(existing.draft))
            let differences = FieldList(subscription).differences(from: before)
            change(reference, differences, .updateSubscription(existing.id, subscription))
        }
        let wanted = Set(project.subscriptions.map(\.name))
        for subscription in subscriptions where !wanted.contains(subscription.draft.name) {
            let reference = Plan.Reference(project: project.name, subject: .subscription, name: subscription.draft.name)
            remove(reference, .removeSubscription(subscription.id))
        }
    }

    // MARK: - Gathering

    /// The things of a name, `nil` after noting that there are several: a name cannot tell them apart.
    private mutating func only<Thing>(_ things: [Thing], _ reference: Plan.Reference) -> [Thing]? {
        guard things.count > 1 else { return things }
        problems.append(
            "project \(reference.project) has \(things.count) \(reference.subject.rawValue)s "
                + "with the name “\(reference.name)”: rename or remove all but one over the API"
        )
        return nil
    }

    private mutating func create(_ target: Plan.Reference, _ fields: FieldList, _ operation: Operation) {
        changes.append(Plan.Change(action: .create, target: target, fields: fields.additions, operation: operation))
    }

    private mutating func change(_ target: Plan.Reference, _ differences: [Plan.Field], _ operation: Operation) {
        if differences.isEmpty {
            unchanged += 1
        } else {
            changes.append(Plan.Change(action: .change, target: target, fields: differences, operation: operation))
        }
    }

    private mutating func remove(_ target: Plan.Reference, _ operation: Operation) {
        if prune {
            removals.append(Plan.Change(action: .remove, target: target, fields: [], operation: operation))
        } else {
            kept.append(target)
        }
    }
}
