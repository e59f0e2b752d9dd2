internal import Foundation

/// Serves, and says which address it was when that is taken.
func naming(_ address: String, _ serve: () async throws -> Void) async throws {
    do {
        try await serve()
    } catch let error where "\(error)".contains("Address already in use") || "\(error)".contains("errno: 98") {
        throw StartError(
            "\(address) is in use: stop what listens there (ss -ltnp shows it), or choose another with --listen"
        )
    } catch let error where "\(error)".contains("errno: 99") {
        throw StartError("\(address) is not an address of this machine: choose another with --listen")
    } catch let error where "\(error)".contains("errno: 13") {
        throw StartError("\(address) may not be opened by this user: ports below 1024 need more rights")
    }
}
