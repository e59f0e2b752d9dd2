internal import Foundation
internal import Gateway
internal import Logging
internal import Manifest
internal import Reactor
internal import ServiceLifecycle
internal import Specification
internal import Storage
internal import Synchronization

/// Applies a connectors.yaml at the start and after every change of it. A file that is not good changes nothing: what was applied
/// last stays, and the reason is logged once and shown by `/readyz` until the file is mended.
final class ManifestFollower: Service {
    /// How often the file is looked at.
    private static let interval: Duration = .seconds(1)

    private let file: String
    private let store: ConfigurationStore
    private let logger: Logger
    private let problem = Mutex<String?>(nil)

    init(_ file: String, store: ConfigurationStore, logger: Logger) {
        self.file = file
        self.store = store
        self.logger = logger
    }

    /// What `/readyz` shows of the file.
    var healthCheck: HealthCheck {
        HealthCheck("connectors.yaml") { [self] in problem.withLock { $0 }.map(HealthState.degraded) ?? .ok }
    }

    /// Works until the process stops.
    func run() async throws {
        await cancelWhenGracefulShutdown { [self] in
            var applied: String?
            while !Task.isCancelled {
                await follow(&applied)
                try? await Task.sleep(for: Self.interval)
            }
        }
    }

    /// Applies the file unless its text is what was dealt with last. What the database is to blame for is tried again.
    private func follow(_ last: inout String?) async {
        let file = file
        do {
            let text = try await BlockingThreads.run { try String(contentsOfFile: file, encoding: .utf8) }
            guard text != last else { return }
            let reading = Manifest.check(text, file: file, environment: ProcessInfo.processInfo.environment)
            guard let manifest = reading.manifest else {
                last = text
                let errors = reading.issues.filter { $0.severity == .error }.map(\.text)
                return note(errors.joined(separator: "; "))
            }
            let plan = try await manifest.apply(to: store)
            last = text
            note(nil)
            logger.info("connectors.yaml applied", metadata: ["file": "\(file)", "plan": "\(plan.summary)"])
        } catch is CancellationError {
            return
        } catch let error as PlanError {
            note("\(file): \(error)")
        } catch {
            note("\(file) could not be applied: \(error)")
        }
    }

    private func note(_ reason: String?) {
        let isNews = problem.withLock { problem in
            defer { problem = reason }
            return problem != reason
        }
        guard isNews, let reason else { return }
        logger.error("connectors.yaml was not applied; what was applied last stays", metadata: ["error": "\(reason)"])
    }
}
