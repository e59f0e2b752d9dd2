internal import Domain
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// Collects request bodies as bytes, never more than a limit.
enum BodyReader {
    /// Reads the whole body.
    ///
    /// - Throws: ``APIError`` with status 413 when the body is longer than `limit`, whether or not it told its length.
    static func read(_ request: Request, upTo limit: Int) async throws -> Bytes {
        if let told = request.headers[.contentLength].flatMap({ Int($0) }), told > limit {
            throw APIError.tooLarge(limit)
        }
        var collected = ByteBuffer()
        for try await var part in request.body {
            guard collected.readableBytes + part.readableBytes <= limit else { throw APIError.tooLarge(limit) }
            if collected.readableBytes == 0 {
                collected = part
            } else {
                collected.writeBuffer(&part)
            }
        }
        return [UInt8](buffer: collected)[...]
    }

    /// Refuses a body that says it is something else than JSON.
    static func requireJSON(_ request: Request) throws {
        guard let type = request.headers[.contentType] else { return }
        let essence = type.prefix { $0 != ";" }.filter { $0 != " " && $0 != "\t" }.lowercased()
        guard essence == "application/json" || essence.hasPrefix("application/") && essence.hasSuffix("+json") else {
            throw APIError(
                .unsupportedMediaType,
                "Content-Type is \(String(type.prefix(100))); only application/json is understood."
            )
        }
    }
}
