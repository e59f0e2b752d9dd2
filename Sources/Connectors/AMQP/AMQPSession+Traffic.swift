internal import ConnectorCore
internal import Logging
internal import Reactor

extension AMQPSession {
    /// Reads what has arrived, until there are `limit` messages or a batch is full; without a limit, everything.
    func pump(upTo limit: Int?) {
        // The library answers heartbeats while it reads, and would wait for a socket that takes nothing.
        guard flush() else { return }
        do {
            while limit.map({ isShort(of: $0) }) ?? true {
                let event = try link.read()
                if event == .nothing { return }
                handle(event)
                if failure != nil { return }
            }
        } catch {
            fail(error.connectorError(settings))
        }
    }

    private func isShort(of limit: Int) -> Bool {
        waiting.count + link.assembly.count < limit && link.assembly.bytes < timing.batchBytes
    }

    private func handle(_ event: BrokerEvent) {
        switch event {
        case .nothing, .message, .progress: break
        case .cancelled:
            fail(
                ConnectorError(
                    .disconnected,
                    """
                    RabbitMQ ended the subscription to queue `\(settings.queue)`: the queue was deleted, or \
                    its node went away
                    """
                )
            )
        case .cancelAnswered:
            subscription = .ended
            if !isAsked { giveBackWaiting() }
        case .depth(let messages):
            metrics.depth(messages)
            status.lags(by: messages)
        case .blocked(let reason):
            logger.warning("broker takes nothing from publishers", metadata: ["reason": "\(reason)"])
            status.degraded(
                ConnectorError(
                    .disconnected,
                    """
                    RabbitMQ blocks publishers (\(reason)): free what it is short of; what is in the queue is \
                    still read
                    """
                )
            )
        case .unblocked:
            logger.info("broker takes messages again")
            status.connected()
        case .closed(let failure):
            fail(failure.connectorError(settings))
        case .unknown(let name):
            logger.notice("frame of the broker that is not known", metadata: ["frame": "\(name)"])
        }
    }

    // MARK: - Writing

    /// Tells the broker what there is to tell, in portions that the socket takes without waiting.
    /// - Returns: whether the socket takes more.
    @discardableResult
    func flush() -> Bool {
        guard failure == nil else { return false }
        do {
            var sent = 0
            defer { outbox.removeFirst(sent) }
            repeat {
                guard link.isWritable else {
                    stillUnwritable()
                    return false
                }
                unwritableSince = nil
                let end = min(sent + AMQPLink.burst, outbox.count)
                while sent < end {
                    try link.send(outbox[sent])
                    sent += 1
                }
            } while sent < outbox.count
            return true
        } catch {
            fail(error.connectorError(settings))
            return false
        }
    }

    private func stillUnwritable() {
        let since = unwritableSince ?? .now
        unwritableSince = since
        guard ContinuousClock.now - since > timing.write else { return }
        let message = "RabbitMQ has taken nothing from us for \(timing.write): it hangs, or the network does"
        fail(ConnectorError(.timeout, message))
    }
}
