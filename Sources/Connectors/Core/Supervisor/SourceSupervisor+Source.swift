internal import Domain
internal import Logging

extension SourceSupervisor {
    /// Runs this process's workers of one source until it is asked to stop or the task is cancelled.
    ///
    /// - Parameter ended: told when the consumers have stopped: at once, although a question to the broker may still be open.
    func run(_ source: SourceDescription, until stop: StopSignal, ended: StopSignal) async {
        let (counts, continuation) = AsyncStream.makeStream(of: Int.self, bufferingPolicy: .bufferingNewest(1))
        await withTaskGroup { group in
            group.addTask { await stop.requested() }
            group.addTask {
                await runSlots(of: source, counts)
                balance.update(idle: 0, of: source.id)
                board.limit(source.id, because: nil)
                ended.request()
            }
            group.addTask {
                await followLimit(of: source, continuation)
                // Nothing limits it any more: the others are not ended by that.
                await StopSignal().requested()
            }
            await group.next()
            group.cancelAll()
        }
    }

    /// Runs the first so many workers: more when the count grows, and fewer when it shrinks.
    private func runSlots(of source: SourceDescription, _ counts: AsyncStream<Int>) async {
        let worker = SlotRunner(supervisor: self, source: source)
        await withDiscardingTaskGroup { slots in
            var running: [StopSignal] = []
            var endings: [Int: StopSignal] = [:]
            for await count in counts {
                while running.count > count { running.removeLast().request() }
                while running.count < count {
                    let (slot, stop, ended) = (running.count, StopSignal(), StopSignal())
                    let predecessor = endings.updateValue(ended, forKey: slot)
                    running.append(stop)
                    slots.addTask {
                        await predecessor?.requested()
                        await worker.run(slot: slot, until: stop)
                        ended.request()
                    }
                }
            }
            slots.cancelAll()
        }
    }

    /// Says how many of the source's workers shall run: one until the broker has said how many are of use.
    private func followLimit(of source: SourceDescription, _ counts: AsyncStream<Int>.Continuation) async {
        guard source.workers > 1, let factory = factories[source.kind] else {
            counts.yield(source.workers)
            return
        }
        counts.yield(1)
        let context = ConsumerContext(source: source, slot: 0, board: StatusBoard(), logger: logger)
        var last: ConsumerLimit?
        while !Task.isCancelled {
            do {
                guard let limit = try await limit(context, factory) else {
                    counts.yield(source.workers)
                    return
                }
                guard !Task.isCancelled else { return }
                if limit != last { note(limit, of: source) }
                last = limit
                counts.yield(min(source.workers, limit.count))
                try await Task.sleep(for: limit.lasts)
            } catch {
                // The first consumer meets the same trouble, and shows it.
                logger.debug(
                    "it is not known how many consumers are of use",
                    metadata: [LogKey.source: "\(source.id)", LogKey.error: "\(error)"]
                )
                try? await Task.sleep(for: leases.limitRetry)
            }
        }
    }

    private func limit(_ context: ConsumerContext, _ factory: ConnectorFactory) async throws -> ConsumerLimit? {
        let consumer = try factory.service(for: context, intake: intake, timing: timing)
        return try await (consumer as? any LimitedConsumer)?.consumerLimit()
    }

    private func note(_ limit: ConsumerLimit, of source: SourceDescription) {
        let idle = max(0, source.workers - limit.count)
        balance.update(idle: idle, of: source.id)
        board.limit(source.id, because: idle > 0 ? limit.reason : nil)
        guard idle > 0 else { return }
        logger.info(
            "fewer consumers than workers: the rest would have nothing to do",
            metadata: [
                LogKey.sourceName: "\(source.name)", LogKey.count: "\(limit.count)", "reason": "\(limit.reason)",
            ]
        )
    }
}
