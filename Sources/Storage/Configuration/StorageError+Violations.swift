internal import Postgres

extension StorageError {
    /// What a violated constraint means to the person who asked; nil for any other failure.
    init?(violationOf error: PostgresError) {
        switch (error.sqlState, error.constraint) {
        case ("23505", "projects_name_key"):
            self.init(.nameTaken, "a project with this name exists already")
        case ("23505", "sources_project_id_name_key"):
            self.init(.nameTaken, "the project has a source with this name already")
        case ("23503", "subscriptions_project_id_endpoint_id_fkey"):
            self.init(.danglingReference, "the project has no endpoint with this id")
        case ("23503", "subscriptions_project_id_source_id_fkey"), ("23503", "jobs_project_id_source_id_fkey"):
            self.init(.danglingReference, "the project has no source with this id")
        case ("23503", _):
            self.init(.notFound, "there is no project with this id")
        default:
            return nil
        }
    }
}
