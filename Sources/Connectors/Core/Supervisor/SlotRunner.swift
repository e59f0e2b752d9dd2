internal import Domain
internal import Logging
internal import ServiceLifecycle
internal import Synchronization

/// Holds the lease of a worker and runs its consumer as long as it has it.
final class SlotRunner: Sendable {
    private let supervisor: SourceSupervisor
    private let source: SourceDescription
    /// How many of the source's slots this process has.
    private let held = Mutex(0)

    init(supervisor: SourceSupervisor, source: SourceDescription) {
        self.supervisor = supervisor
        self.source = source
    }

    /// Runs the slot until it is asked to stop or the task is cancelled.
    func run(slot: Int, until stop: StopSignal) async {
        await withTaskGroup { group in
            group.addTask { await stop.requested() }
            group.addTask { await self.run(slot: slot) }
            await group.next()
            group.cancelAll()
        }
    }

    /// Claims the slot, consumes while it is ours, and claims again after it was lost, until the task is cancelled.
    private func run(slot: Int) async {
        while !Task.isCancelled {
            let standing = supervisor.balance.standing
            if standing.isFull { try? await Task.sleep(for: supervisor.leases.reluctance) }
            guard await acquire(slot) else {
                try? await Task.sleep(for: supervisor.leases.interval * Double.random(in: 0.75...1))
                continue
            }
            let place = PoolBalance.Slot(source: source.id, number: slot)
            let surrender = supervisor.balance.took(place, after: standing)
            held.withLock { $0 += 1 }
            await consume(slot, until: surrender)
            // Whoever takes it next speaks of it.
            supervisor.board.remove(.init(source: source.id, slot: slot))
            held.withLock { $0 -= 1 }
            await release(slot)
            supervisor.balance.gaveBack(place)
        }
    }

    private func acquire(_ slot: Int) async -> Bool {
        let count = held.withLock { $0 }
        if count > 0 { try? await Task.sleep(for: supervisor.leases.courtesy * count) }
        guard !Task.isCancelled else { return false }
        do {
            return try await supervisor.claims.acquire(
                source: source.id,
                slot: slot,
                owner: supervisor.owner,
                ttl: supervisor.leases.ttl
            )
        } catch {
            supervisor.logger.debug("slot could not be claimed", metadata: metadata(slot, error))
            return false
        }
    }

    /// The consumer and the renewal of its lease run side by side until the pool wants the slot; the first to end ends the others.
    private func consume(_ slot: Int, until surrender: StopSignal) async {
        let context = ConsumerContext(source: source, slot: slot, board: supervisor.board, logger: supervisor.logger)
        await withTaskGroup { group in
            group.addTask { await self.runConsumer(context) }
            group.addTask { await self.renew(slot) }
            group.addTask { await surrender.requested() }
            await group.next()
            group.cancelAll()
        }
    }

    /// Runs the consumer; one that cannot be made, or has ended, keeps its slot and shows why until the source is changed.
    private func runConsumer(_ context: ConsumerContext) async {
        do {
            let service = try service(for: context)
            try await service.run()
        } catch let error as ConnectorError {
            context.status.failed(error, failures: 1, nextAttempt: nil)
            context.logger.error("source cannot run until it is changed", metadata: [LogKey.error: "\(error.message)"])
        } catch {
            context.status.failed(ConnectorError(.protocolFailure, "\(error)"), failures: 1, nextAttempt: nil)
        }
        await StopSignal().requested()
    }

    private func service(for context: ConsumerContext) throws(ConnectorError) -> any Service {
        guard let factory = supervisor.factories[source.kind] else {
            let known = supervisor.factories.keys.map(\.rawValue).sorted().joined(separator: ", ")
            throw ConnectorError(.configuration, "there is no connector `\(source.kind)`: this program has \(known)")
        }
        return try factory.service(for: context, intake: supervisor.intake, timing: supervisor.timing)
    }

    /// Returns when the lease is lost. While the leases' keeper is away nobody can take the slot, nor append: we go on.
    private func renew(_ slot: Int) async {
        let (claims, leases) = (supervisor.claims, supervisor.leases)
        while !Task.isCancelled {
            do {
                try await Task.sleep(for: leases.interval)
                let isOurs = try await claims.renew(
                    source: source.id,
                    slot: slot,
                    owner: supervisor.owner,
                    ttl: leases.ttl
                )
                // The lease of a keeper that was away, or lost its memory, is free to take again, by us too.
                if !isOurs, !(await acquireAgain(slot)) {
                    supervisor.logger.warning("slot was taken by another process", metadata: metadata(slot, nil))
                    return
                }
            } catch {
                supervisor.logger.debug("slot could not be renewed", metadata: metadata(slot, error))
            }
        }
    }

    private func acquireAgain(_ slot: Int) async -> Bool {
        let (claims, leases) = (supervisor.claims, supervisor.leases)
        return (try? await claims.acquire(source: source.id, slot: slot, owner: supervisor.owner, ttl: leases.ttl))
            ?? true
    }

    private func release(_ slot: Int) async {
        let (claims, id, owner) = (supervisor.claims, source.id, supervisor.owner)
        // Also when we were cancelled: another process shall not have to wait for the lease to end.
        _ = try? await shielded(grace: .seconds(1)) { try await claims.release(source: id, slot: slot, owner: owner) }
    }

    private func metadata(_ slot: Int, _ error: (any Error)?) -> Logger.Metadata {
        var metadata: Logger.Metadata = [LogKey.source: "\(source.id)", LogKey.slot: "\(slot)"]
        if let error { metadata[LogKey.error] = "\(error)" }
        return metadata
    }
}
