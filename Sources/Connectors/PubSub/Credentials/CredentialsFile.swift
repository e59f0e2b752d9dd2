internal import Domain
internal import FoundationEssentials
internal import Reactor

/// Files with credentials.
enum CredentialsFile {
    private static let largest = 1 << 20

    /// Reads a file that Google has made, of whichever kind it is.
    static func source(_ path: String) async throws(CredentialsError) -> any TokenSource {
        let bytes = try await bytes(path)[...]
        let fields = JSONFields(bytes)
        do throws(CredentialsError) {
            switch fields.text("type") {
            case "service_account": return try ServiceAccountKey(bytes)
            case "external_account": return try ExternalAccount(bytes)
            case let type:
                let found = type.map { "is of type `\($0.prefix(40))`" } ?? "is not a JSON object with a `type`"
                throw CredentialsError(
                    "it \(found): it must be a service account's key or a workload identity (`external_account`)"
                )
            }
        } catch {
            throw CredentialsError("credentials file \(path): \(error.message)")
        }
    }

    /// The contents of a file. Reading may block, so it is done elsewhere.
    static func bytes(_ path: String) async throws(CredentialsError) -> [UInt8] {
        let contents: [UInt8]
        do {
            contents = try await BlockingThreads.run(until: .now + .seconds(10)) {
                Array(try Data(contentsOf: URL(filePath: path)))
            }
        } catch {
            throw CredentialsError("the file \(path) cannot be read: is it there, and may Longshore's user read it?")
        }
        guard contents.count <= largest else { throw CredentialsError("the file \(path) is too large for credentials") }
        return contents
    }
}
