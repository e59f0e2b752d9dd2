internal import Foundation
internal import TestSupport

/// An authority, a server's certificate for `localhost`, and a client's for the user `longshore-client`, made with openssl.
public struct Certificates: Sendable {
    /// The file of the authority.
    public let authority: String
    /// The file of the server's certificate.
    public let server: String
    /// The file of the server's key.
    public let serverKey: String
    /// The file of the client's certificate.
    public let client: String
    /// The file of the client's key.
    public let clientKey: String
    /// The folder with all of them.
    public let folder: String

    /// The user that the client's certificate names.
    public static let user = "longshore-client"

    /// Makes certificates in a folder of their own, lends them, and deletes them.
    public static func with<Value>(_ body: (Certificates) async throws -> Value) async throws -> Value {
        let folder = "/tmp/longshore-certificates-\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        return try await body(Certificates(in: folder))
    }

    private init(in folder: String) async throws {
        self.folder = folder
        (authority, server, serverKey) = (folder + "/ca.pem", folder + "/server.pem", folder + "/server.key")
        (client, clientKey) = (folder + "/client.pem", folder + "/client.key")
        try await Self.openssl(
            ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=Longshore test authority"]
                + ["-keyout", folder + "/ca.key", "-out", authority],
            folder
        )
        try await sign(server, serverKey, name: "localhost", extension: "subjectAltName=DNS:localhost")
        try await sign(client, clientKey, name: Self.user, extension: "extendedKeyUsage=clientAuth")
    }

    private func sign(_ certificate: String, _ key: String, name: String, extension line: String) async throws {
        let request = certificate + ".csr"
        try await Self.openssl(
            ["req", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=\(name)", "-keyout", key, "-out", request],
            folder
        )
        try line.write(toFile: certificate + ".ext", atomically: true, encoding: .utf8)
        try await Self.openssl(
            ["x509", "-req", "-in", request, "-CA", authority, "-CAkey", folder + "/ca.key", "-CAcreateserial"]
                + ["-days", "2", "-extfile", certificate + ".ext", "-out", certificate],
            folder
        )
    }

    private static func openssl(_ arguments: [String], _ folder: String) async throws {
        try await run("/usr/bin/openssl", arguments, folder: folder)
    }
}
