internal import Domain
internal import HTTPTypes
internal import Hummingbird
internal import Storage

/// One authenticated request, as the handlers see it.
struct APIRequest {
    let request: Request
    let context: GatewayContext
    let principal: Principal
    let services: GatewayServices

    /// The project that the path names. Routes without one do not ask for it.
    let project: ULID

    /// The id at a place of the path.
    ///
    /// - Throws: ``APIError`` with status 404 when it is no id: nothing can have it.
    func id(_ parameter: String, of kind: String) throws -> ULID {
        guard let text = context.parameters.get(parameter), let id = ULID(text) else { throw APIError.notFound(kind) }
        return id
    }

    /// The body, bounded by what requests other than events may have.
    func body() async throws -> Bytes {
        try await body(upTo: services.configuration.maximumBodyBytes)
    }

    /// The body, at most so many bytes of it.
    func body(upTo limit: Int) async throws -> Bytes {
        try BodyReader.requireJSON(request)
        return try await BodyReader.read(request, upTo: limit)
    }

    /// The body as an object with known fields.
    func input() async throws -> InputObject {
        try InputObject(body: try await body())
    }

    /// The query's parameters.
    func query() throws -> QueryReader {
        try QueryReader(request.uri.query ?? "")
    }
}
