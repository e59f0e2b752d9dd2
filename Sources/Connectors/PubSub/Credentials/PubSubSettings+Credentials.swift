internal import Domain

extension PubSubSettings {
    /// Where to ask, and who to be there; nobody where an emulator asks for nothing.
    struct Access: Sendable {
        let endpoint: String
        let source: (any TokenSource)?
    }

    /// Finds out where to ask and who to be, as the settings say, then the environment.
    func access(in surroundings: PubSubSurroundings) async throws(CredentialsError) -> Access {
        switch credentials {
        case .nobody:
            return .init(endpoint: endpoint, source: nil)
        case .key(let text):
            return .init(endpoint: endpoint, source: try ServiceAccountKey(text: text))
        case .file(let path):
            return .init(endpoint: endpoint, source: try await CredentialsFile.source(path))
        case .automatic:
            if let address = surroundings.emulator {
                let url = address.contains("://") ? address : "http://\(address)"
                return .init(endpoint: url, source: nil)
            }
            if let path = surroundings.credentialsFile {
                return .init(endpoint: endpoint, source: try await CredentialsFile.source(path))
            }
            return .init(endpoint: endpoint, source: MetadataServer(host: surroundings.metadataHost))
        }
    }
}
