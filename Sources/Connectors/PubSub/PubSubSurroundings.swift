internal import FoundationEssentials

/// What Google's own libraries look for in the environment of a process, and we with them.
struct PubSubSurroundings: Sendable {
    /// `PUBSUB_EMULATOR_HOST`: where an emulator listens.
    var emulator: String?

    /// `GOOGLE_APPLICATION_CREDENTIALS`: a file with credentials.
    var credentialsFile: String?

    /// `GCE_METADATA_HOST`: where the metadata server is.
    var metadataHost = "metadata.google.internal"

    /// The environment of this process.
    static var ofProcess: PubSubSurroundings {
        let environment = ProcessInfo.processInfo.environment
        func value(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        var surroundings = PubSubSurroundings()
        surroundings.emulator = value("PUBSUB_EMULATOR_HOST")
        surroundings.credentialsFile = value("GOOGLE_APPLICATION_CREDENTIALS")
        if let host = value("GCE_METADATA_HOST") { surroundings.metadataHost = host }
        return surroundings
    }
}
