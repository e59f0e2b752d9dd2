internal import Foundation

/// Where the private servers keep their data and their sockets.
///
/// PostgreSQL runs as the user `postgres` when we are root, and must be able to reach its folder; a Unix socket's path is
/// limited to 107 bytes. Where `.longshore` fails either, a folder below `/var/tmp` named after it takes its place.
public struct EmbeddedFolder: Sendable {
    /// The folder as the user named it, holding the secret key and a note of where the data is.
    public let path: String
    let data: String

    /// Makes the folder.
    /// - Parameter path: usually `.longshore` in the working directory.
    /// - Throws: `EmbeddedError` when it cannot be made.
    public init(path: String) throws {
        let absolute = URL(fileURLWithPath: path).standardizedFileURL.path
        self.path = absolute
        let fallback = "/var/tmp/longshore-\(getuid())-\(Self.hash(absolute))"
        data = Self.isReachable(absolute) && absolute.utf8.count < 80 ? absolute : fallback
        for folder in [absolute, data] {
            do {
                try FileManager.default.createDirectory(
                    atPath: folder,
                    withIntermediateDirectories: true,
                    attributes: [.posixPermissions: 0o755]
                )
            } catch {
                throw EmbeddedError("cannot make the folder \(folder): \(error.localizedDescription)")
            }
        }
    }

    /// The key that seals secrets at rest: 32 random bytes in base64, made on first use, readable by the owner only.
    public func secretKey() throws -> String {
        let file = path + "/secret-key"
        if let key = try? String(contentsOfFile: file, encoding: .utf8) {
            return key.trimmingCharacters(in: .whitespacesAndNewlines)
        }
        var random = SystemRandomNumberGenerator()
        let key = Data((0..<32).map { _ in UInt8.random(in: .min ... .max, using: &random) }).base64EncodedString()
        let made = FileManager.default.createFile(
            atPath: file,
            contents: Data(key.utf8),
            attributes: [.posixPermissions: 0o600]
        )
        guard made else { throw EmbeddedError("cannot write \(file)") }
        return key
    }

    func folder(_ name: String, owner: String? = nil) async throws -> String {
        let folder = data + "/" + name
        if !FileManager.default.fileExists(atPath: folder) {
            try FileManager.default.createDirectory(
                atPath: folder,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
            if let owner, getuid() == 0 {
                try await Command(program: "/bin/chown", arguments: [owner, folder]).check("chown")
            }
        }
        return folder
    }

    /// Every folder above must let others through, or another user cannot come in.
    private static func isReachable(_ path: String) -> Bool {
        guard getuid() == 0 else { return true }
        var folder = URL(fileURLWithPath: path).deletingLastPathComponent()
        while folder.path != "/" {
            let attributes = try? FileManager.default.attributesOfItem(atPath: folder.path)
            if let mode = attributes?[.posixPermissions] as? Int, mode & 0o001 == 0 { return false }
            folder.deleteLastPathComponent()
        }
        return true
    }

    /// FNV-1a: a short stable name for a path.
    private static func hash(_ text: String) -> String {
        let value = text.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3 }
        return String(value, radix: 36)
    }
}
