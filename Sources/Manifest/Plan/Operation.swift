internal import Domain
internal import Storage

/// How a change is carried out; ids of things that do not exist yet are found by their names.
enum Operation: Sendable {
    case createProject(DesiredProject)
    case updateProject(ULID, DesiredProject)
    case createSource(SourceDraft)
    case updateSource(ULID, SourceDraft)
    case removeSource(ULID)
    case createEndpoint(EndpointDraft, secret: String?)
    case updateEndpoint(ULID, EndpointDraft?, rotation: SecretRotation?)
    case removeEndpoint(ULID)
    case createSubscription(DesiredSubscription)
    case updateSubscription(ULID, DesiredSubscription)
    case removeSubscription(ULID)

    struct SecretRotation: Sendable {
        let secret: String
        let overlap: Duration
    }
}
