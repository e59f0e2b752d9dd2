internal import Domain
internal import Logging
internal import Queue

/// Reads one shard's intake in the name of this worker, and hands batches on while the ledger has room.
struct IntakeLoop: Sendable {
    /// Entries per batch: enough to make the work per batch small beside the work per event.
    static let batchLimit = 500
    /// Batches whose events are being written at the same time.
    static let concurrentBatches = 3
    /// An entry that its worker has not touched for so long is taken over.
    static let abandonedAfter: Duration = .seconds(15)
    /// Held entries are renewed when they get this old.
    static let renewAfter: Duration = .seconds(5)

    let shard: Int
    let reader: IntakeReader
    let ledger: EntryLedger
    let processor: BatchProcessor
    let logger: Logger

    /// Reads until cancelled; errors of Redis are waited out.
    func run() async {
        await withDiscardingTaskGroup { group in
            let slots = Slots(Self.concurrentBatches)
            group.addTask { await upkeep(slots: slots) }
            var backOff = BackOff()
            while !Task.isCancelled {
                do {
                    try await ledger.waitForRoom()
                    let records = try await reader.next(limit: Self.batchLimit, block: .seconds(1))
                    backOff.reset()
                    guard !records.isEmpty else { continue }
                    let batch = processor.hold(records, shard: shard)
                    do {
                        try await slots.take()
                    } catch {
                        ledger.release(batch.map(\.ticket))
                        throw error
                    }
                    group.addTask {
                        await processor.process(batch)
                        slots.give()
                    }
                } catch is CancellationError {
                    break
                } catch {
                    logger.warning("could not read the intake", metadata: ["error": "\(error)"])
                    await backOff.wait()
                }
            }
            group.cancelAll()
        }
        await reader.close()
    }

    /// Keeps what is held, and takes what others have left.
    private func upkeep(slots: Slots) async {
        var backOff = BackOff()
        while !Task.isCancelled {
            do {
                try await Task.sleep(for: .seconds(2))
                let held = ledger.dueForRenewal(after: Self.renewAfter).filter { $0.shard == shard }
                if !held.isEmpty { try await reader.renew(held.map(\.id)) }
                try await ledger.waitForRoom()
                let abandoned = try await reader.claimAbandoned(idle: Self.abandonedAfter, limit: Self.batchLimit)
                backOff.reset()
                let records = abandoned.filter { !ledger.holds(.init(shard: shard, id: $0.id)) }
                guard !records.isEmpty else { continue }
                logger.notice("took over abandoned entries", metadata: ["count": "\(records.count)"])
                try await slots.take()
                await processor.process(processor.hold(records, shard: shard))
                slots.give()
            } catch is CancellationError {
                return
            } catch {
                logger.warning("could not look for abandoned entries", metadata: ["error": "\(error)"])
                await backOff.wait()
            }
        }
    }
}
