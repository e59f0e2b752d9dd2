internal import Domain
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// A success: `{"status":true,"message":…,"data":…}`.
struct APIResponse {
    let status: HTTPResponse.Status
    /// The whole body.
    let body: [UInt8]

    init(_ status: HTTPResponse.Status, _ message: String, data: (inout JSONWriter) throws -> Void) rethrows {
        self.status = status
        var writer = JSONWriter(capacity: 512)
        try writer.object { writer in
            writer.member("status", true)
            writer.member("message", message)
            try writer.member("data", data)
        }
        body = writer.bytes
    }

    /// 200 for what was read.
    static func ok(_ message: String, data: (inout JSONWriter) throws -> Void) rethrows -> APIResponse {
        try APIResponse(.ok, message, data: data)
    }

    /// 200 without data, for what was deleted.
    static func ok(_ message: String) -> APIResponse {
        APIResponse(.ok, message) { $0.null() }
    }

    /// 201 for what was made.
    static func created(_ message: String, data: (inout JSONWriter) throws -> Void) rethrows -> APIResponse {
        try APIResponse(.created, message, data: data)
    }

    /// 202 for what was changed, or will be.
    static func accepted(_ message: String, data: (inout JSONWriter) throws -> Void) rethrows -> APIResponse {
        try APIResponse(.accepted, message, data: data)
    }

    var response: Response { Response(json: body, status: status) }
}

extension APIError {
    /// `{"status":false,"message":…,"errors":[{"field":…,"message":…}]}`.
    var response: Response {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("status", false)
            writer.member("message", message)
            writer.member("errors") { writer in
                writer.array { writer in
                    for issue in issues {
                        writer.object { writer in
                            writer.member("field", issue.field)
                            writer.member("message", issue.message)
                        }
                    }
                }
            }
        }
        var response = Response(json: writer.bytes, status: status)
        if let retryAfter {
            response.headers[.retryAfter] = String(retryAfter)
        }
        if status == .unauthorized {
            response.headers[.wwwAuthenticate] = "Bearer"
        }
        return response
    }
}

extension Response {
    /// Makes an answer of JSON bytes.
    init(json bytes: [UInt8], status: HTTPResponse.Status) {
        self.init(
            status: status,
            headers: [.contentType: "application/json; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
        )
    }
}
