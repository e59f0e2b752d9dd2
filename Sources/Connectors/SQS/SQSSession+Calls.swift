internal import ConnectorCore
internal import Domain
internal import HTTP
internal import Logging
internal import Reactor

extension SQSSession {
    /// Makes a call, and takes in what came of it.
    func perform(_ work: Work) async {
        guard let connection else { return }
        lastCall += 1
        let number = lastCall
        switch work {
        case .receive(let receive):
            await perform(receive, number, connection)
            receiveTokens[number] = nil
        case .delete(let items): await delete(items, number, connection)
        case .giveBack(let items): await giveBack(items, number, connection)
        case .extend(let items): await extend(items, number, connection)
        case .measure: await measure(number, connection)
        }
        if case .receive = work {
        } else {
            callsRunning -= 1
            callTokens[number] = nil
        }
        bell.ring()
    }

    // MARK: - Receiving

    private func perform(_ receive: SQSClient.Receive, _ number: UInt64, _ connection: SQSConnection) async {
        let start = ContinuousClock.now
        do {
            let answer = try await connection.client.receive(receive, from: connection.queue) {
                self.receiveTokens[number] = $0
            }
            receiveBackoff.reset()
            answered()
            let bytes = answer.messages.reduce(0) { $0 + $1.size }
            plan.answered(
                asked: receive.count,
                got: answer.messages.count,
                bytes: bytes,
                after: .now - start
            )
            // A long poll has waited for what it brings. Otherwise it was handed out at some time since we asked.
            let handedOut = receive.wait > SQSClient.Receive.look ? ContinuousClock.now : start
            takeIn(answer, from: connection.queue, until: handedOut + settings.visibility)
        } catch {
            plan.failed(asked: receive.count)
            if let attempt = receive.attempt, error.isTransient, openAttempts.count < settings.receives {
                openAttempts.append((attempt, .now + .seconds(240)))
            }
            receivesPausedUntil = .now + receiveBackoff.next()
            trouble(error, connection.words)
        }
    }

    private func takeIn(_ answer: ReceiveAnswer, from queue: SQSQueue, until leaseEnd: ContinuousClock.Instant) {
        for received in answer.messages {
            let isNew = held.received(
                received.id,
                receipt: received.receipt,
                group: received.group,
                size: received.size,
                until: leaseEnd,
                received.message(from: queue.name)
            )
            if !isNew {
                logger.debug("message came again while it is held", metadata: ["message.id": "\(received.id)"])
            }
        }
        if answer.unreadable > 0 {
            logger.error("messages without id or receipt", metadata: [LogKey.count: "\(answer.unreadable)"])
        }
        if answer.messages.isEmpty { metrics.receivedNothing() } else { consumerBell.ring() }
    }

    // MARK: - Settling

    private func delete(_ items: [HeldMessages.Item], _ number: UInt64, _ connection: SQSConnection) async {
        do {
            let answer = try await connection.client.delete(items.map(\.receipt), from: connection.queue) {
                self.callTokens[number] = $0
            }
            callSucceeded(answer)
            for (index, item) in items.enumerated() {
                if let problem = answer.failures[index] {
                    deletionFailed(item, problem)
                } else if held.isOutdated(item) {
                    held.deletionFailed(item)
                } else {
                    held.forget(item)
                }
            }
        } catch {
            for item in items { held.deletionFailed(item) }
            callFailed(error, connection.words)
        }
    }

    private func deletionFailed(_ item: HeldMessages.Item, _ problem: BatchAnswer.Failure) {
        metrics.deletionFailed()
        // A receipt that is no longer valid never will be: the message comes again, and is one event.
        let isLost = problem.code.contains("ReceiptHandle") && !held.isOutdated(item)
        let failures = (held.entries[item.id]?.failures ?? 0) + 1
        guard !isLost, !problem.isFinal || failures < timing.deletions else {
            logger.warning(
                "message could not be deleted and will be delivered again",
                metadata: ["message.id": "\(item.id)", LogKey.code: "\(problem.code)"]
            )
            return held.forget(item)
        }
        held.deletionFailed(item)
    }

    private func giveBack(_ items: [HeldMessages.Item], _ number: UInt64, _ connection: SQSConnection) async {
        do {
            let answer = try await connection.client.setVisibility(
                items.map { ($0.receipt, $0.seconds) },
                in: connection.queue
            ) { self.callTokens[number] = $0 }
            callSucceeded(answer)
            for (index, item) in items.enumerated() {
                if let problem = answer.failures[index], !problem.isFinal {
                    held.returnFailed(item, now: .now)
                } else {
                    held.forget(item)
                }
            }
        } catch {
            for item in items { held.returnFailed(item, now: .now) }
            callFailed(error, connection.words)
        }
    }

    // MARK: - Leases

    private func extend(_ items: [HeldMessages.Item], _ number: UInt64, _ connection: SQSConnection) async {
        let seconds = Self.seconds(settings.visibility)
        let end = ContinuousClock.now + settings.visibility
        do {
            let answer = try await connection.client.setVisibility(
                items.map { ($0.receipt, seconds) },
                in: connection.queue
            ) { self.callTokens[number] = $0 }
            callSucceeded(answer)
            metrics.extended(items.count - answer.failures.count)
            for (index, item) in items.enumerated() {
                switch answer.failures[index] {
                case nil: held.extended(item, until: end)
                case let problem? where problem.isFinal: lost(item, problem.code)
                case _?: held.extensionFailed(item, now: .now)
                }
            }
        } catch {
            for item in items { held.extensionFailed(item, now: .now) }
            callFailed(error, connection.words)
        }
    }

    private func lost(_ item: HeldMessages.Item, _ code: String) {
        metrics.lostLease()
        logger.warning(
            "message is no longer ours and will be delivered again",
            metadata: ["message.id": "\(item.id)", LogKey.code: "\(code)"]
        )
        held.leaseLost(item)
    }

    // MARK: - Lag

    /// Asks how many messages the queue has; where that is not allowed it is not asked again.
    func measure() async throws {
        guard let connection else { return }
        nextMeasure = .now + timing.measure
        do {
            measured(try await connection.client.depth(of: connection.queue))
        } catch  where error.kind == .forbidden {
            notAllowedToMeasure()
        } catch {
            try Task.checkCancellation()
            throw connection.words.error(error, as: connection.credentials.known)
        }
    }

    private func measure(_ number: UInt64, _ connection: SQSConnection) async {
        do {
            measured(try await connection.client.depth(of: connection.queue) { self.callTokens[number] = $0 })
        } catch  where error.kind == .forbidden {
            notAllowedToMeasure()
        } catch {
            callFailed(error, connection.words)
        }
    }

    private func measured(_ count: Int) {
        metrics.measured(lag: count)
        status.lags(by: count)
    }

    private func notAllowedToMeasure() {
        nextMeasure = nil
        logger.info("the queue's length is not shown: sqs:GetQueueAttributes is not granted")
    }

    // MARK: - Calls beside receives

    private func callSucceeded(_ answer: BatchAnswer) {
        answered()
        // Entries that failed are sent again, but not at once.
        if answer.failures.isEmpty { callBackoff.reset() } else { callsPausedUntil = .now + callBackoff.next() }
    }

    private func callFailed(_ problem: AWSFailure, _ words: SQSWords) {
        callsPausedUntil = .now + callBackoff.next()
        trouble(problem, words)
    }
}
