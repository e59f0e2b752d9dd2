internal import Domain
internal import Storage

/// What a route asks of the API key.
enum Access: Sendable {
    /// Looking.
    case read
    /// Changing what is inside of a project.
    case write
    /// Changing projects.
    case administer

    /// Throws unless the principal may do this in the project; without a project, for the whole instance.
    func check(_ principal: Principal, project: ULID?) throws(APIError) {
        if let scope = principal.project, let project, scope != project {
            throw .forbidden("this API key belongs to another project.")
        }
        switch (self, principal.role) {
        case (.read, _), (.write, .admin), (.write, .member), (.administer, .admin):
            return
        case (.write, .viewer):
            throw .forbidden("a viewer's API key may only read.")
        case (.administer, _):
            throw .forbidden("this needs an API key with the role admin.")
        }
    }
}
