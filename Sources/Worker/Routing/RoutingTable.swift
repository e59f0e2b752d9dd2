internal import Domain
internal import Storage

/// Which events go where, as of one version of the configuration: immutable, built once per change, read by every batch.
struct RoutingTable: Sendable {
    fileprivate struct ProjectRoutes: Sendable {
        var destinations: [ULID: Destination] = [:]
        var byOwner: [String: [Destination]] = [:]
        var subscriptions: [Subscription] = []
        /// Subscriptions without a wildcard, by the event type they name.
        var exact: [String: [Subscription]] = [:]
        /// Those with one, to be asked one by one.
        var patterns: [Subscription] = []
    }

    fileprivate struct Subscription: Sendable {
        let id: ULID
        let source: ULID?
        let patterns: [EventTypePattern]
        let route: Route

        func takes(source: ULID?, anySource: Bool) -> Bool {
            anySource || self.source == nil || self.source == source
        }
    }

    let version: Int64
    private let projects: [ULID: ProjectRoutes]
    private let destinations: [ULID: Destination]

    init(_ rows: RoutingRows, proxy: String? = nil) {
        version = rows.version
        var projects: [ULID: ProjectRoutes] = [:]
        var configurations: [ULID: ProjectConfiguration] = [:]
        for project in rows.projects {
            projects[project.id] = ProjectRoutes()
            configurations[project.id] = project.configuration
        }
        for row in rows.endpoints {
            guard let configuration = configurations[row.project] else { continue }
            let destination = Destination(row, configuration, proxy: proxy)
            projects[row.project]?.destinations[row.id] = destination
            if let owner = row.draft.ownerID { projects[row.project]?.byOwner[owner, default: []].append(destination) }
        }
        for row in rows.subscriptions {
            guard let destination = projects[row.project]?.destinations[row.draft.endpoint] else { continue }
            let subscription = Subscription(
                id: row.id,
                source: row.draft.source,
                patterns: row.draft.eventTypes,
                route: Route(
                    destination: destination,
                    subscription: row.id,
                    policy: row.draft.retryPolicy ?? destination.policy
                )
            )
            projects[row.project]?.add(subscription)
        }
        self.projects = projects
        destinations = projects.values.reduce(into: [:]) { all, project in
            all.merge(project.destinations) { first, _ in first }
        }
    }

    /// Finds out who gets an event; of a replay into one endpoint that one alone, if it is among them.
    func match(_ event: Envelope) -> Match {
        let match = everybody(for: event)
        guard let only = event.replay?.endpoint, case .routes(let routes) = match else { return match }
        guard let route = routes.first(where: { $0.destination.id == only }) else {
            return .nobody(reason: "the replay is for endpoint \(only), which does not take this event")
        }
        return .routes([route])
    }

    private func everybody(for event: Envelope) -> Match {
        guard let project = projects[event.project] else {
            return .refused(reason: "project \(event.project) does not exist")
        }
        switch event.target {
        case .subscriptions: return project.subscribed(to: event, anySource: false)
        case .broadcast: return project.subscribed(to: event, anySource: true)
        case .owner(let owner):
            guard let destinations = project.byOwner[owner], !destinations.isEmpty else {
                return .nobody(reason: "no endpoint has the owner id \"\(owner)\"")
            }
            return project.addressed(destinations, event)
        case .endpoint(let id):
            guard let destination = project.destinations[id] else {
                let reason = "endpoint \(id) does not exist in this project"
                // What is read again was accepted once: that its endpoint has gone since makes no dead letter of it.
                return event.replay == nil ? .refused(reason: reason) : .nobody(reason: reason)
            }
            return project.addressed([destination], event)
        }
    }

    /// How a scheduled delivery goes on; nil when its endpoint is gone.
    func route(project: ULID, endpoint: ULID, subscription: ULID?) -> Route? {
        guard let project = projects[project], let destination = project.destinations[endpoint] else { return nil }
        let policy = project.subscriptions.first { $0.id == subscription }?.route.policy
        return Route(destination: destination, subscription: subscription, policy: policy ?? destination.policy)
    }

    /// An endpoint of any project; nil when it is gone.
    func destination(_ endpoint: ULID) -> Destination? { destinations[endpoint] }
}

extension RoutingTable.ProjectRoutes {
    fileprivate mutating func add(_ subscription: RoutingTable.Subscription) {
        subscriptions.append(subscription)
        var isPattern = false
        for pattern in subscription.patterns {
            if !pattern.text.hasSuffix("*") {
                exact[pattern.text, default: []].append(subscription)
            } else {
                isPattern = true
            }
        }
        if isPattern { patterns.append(subscription) }
    }

    fileprivate func subscribed(to event: Envelope, anySource: Bool) -> Match {
        var routes: [Route] = []
        for subscription in exact[event.eventType] ?? []
        where subscription.takes(source: event.source, anySource: anySource) {
            routes.add(subscription.route)
        }
        for subscription in patterns
        where subscription.takes(source: event.source, anySource: anySource)
            && subscription.patterns.contains(where: { $0.matches(event.eventType) })
        {
            routes.add(subscription.route)
        }
        return routes.isEmpty ? .nobody(reason: "no subscription matched") : .routes(routes)
    }

    /// Endpoints that the event names: each one's subscriptions decide, and one without any takes everything.
    fileprivate func addressed(_ destinations: [Destination], _ event: Envelope) -> Match {
        var routes: [Route] = []
        for destination in destinations {
            let own = subscriptions.filter { $0.route.destination === destination }
            if own.isEmpty {
                routes.add(Route(destination: destination, subscription: nil, policy: destination.policy))
            } else if let first = own.first(where: { $0.patterns.contains { $0.matches(event.eventType) } }) {
                routes.add(first.route)
            }
        }
        return routes.isEmpty
            ? .nobody(reason: "no subscription of the endpoint takes this event type") : .routes(routes)
    }
}

extension [Route] {
    /// One request per endpoint, however many of its subscriptions match.
    fileprivate mutating func add(_ route: Route) {
        if !contains(where: { $0.destination === route.destination }) { append(route) }
    }
}

extension Destination {
    fileprivate convenience init(_ row: EndpointRow, _ configuration: ProjectConfiguration, proxy: String?) {
        let headers: [Header] =
            switch row.draft.authentication {
            case .apiKey(let header, let value): [Header(name: header, value: value)]
            case .basic(let username, let password):
                [Header(name: "Authorization", value: "Basic " + Base64.encode(Array("\(username):\(password)".utf8)))]
            case nil: []
            }
        let state: State =
            switch row.draft.status {
            case .active: .active
            case .paused: .paused
            case .inactive: .inactive
            }
        self.init(
            id: row.id,
            project: row.project,
            url: row.draft.url,
            owner: row.draft.ownerID,
            state: state,
            timeout: row.draft.timeout,
            secrets: row.secrets.map {
                Secret(
                    key: StandardWebhooks.SigningKey(secret: $0.value),
                    convoyKey: ConvoySignature.SigningKey(secret: $0.value),
                    expiresAt: $0.expiresAt
                )
            },
            signature: ConvoySignature(
                versions: configuration.signatureVersions,
                isAdvanced: row.draft.usesAdvancedSignatures
            ),
            signatureHeader: configuration.signatureHeader,
            headers: headers,
            policy: configuration.retryPolicy,
            proxy: proxy
        )
    }
}
