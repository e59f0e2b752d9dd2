/// Collects what is wrong with a request, so that the caller learns of all of it at once.
///
/// Belongs to one request and never leaves its task.
final class InputIssues {
    private(set) var found: [FieldIssue] = []

    func add(_ field: String, _ message: String) {
        found.append(FieldIssue(field: field, message: message))
    }

    /// Throws what was found, if anything was.
    func throwIfAny() throws {
        if !found.isEmpty {
            throw APIError.invalid(found)
        }
    }
}
