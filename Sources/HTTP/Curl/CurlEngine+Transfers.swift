internal import CCurl
internal import Domain
internal import Reactor

/// The way of a request: submitted, perhaps queued, started, ended.
extension CurlEngine {
    /// Takes a request in; starts it when there is room.
    func submit(_ submission: Submission) {
        if let error = refusal(of: submission.request) {
            // Not at once: whoever submits does not expect its completion to run inside the call.
            reactor.execute { submission.completion(.failure(error)) }
            return
        }
        attach()
        let deadline = deadlines.insert(
            submission.id,
            due: submission.submitted.advanced(by: submission.request.timeout)
        )
        let origin = admission.origin(of: submission.request.url)
        if admission.ask(submission.id, for: origin) {
            start(submission, origin, deadline, queued: 0)
        } else {
            queued[submission.id] = Waiting(submission: submission, deadline: deadline)
        }
        requestWork()
    }

    /// Ends a request that is no longer wanted, if it has not ended.
    func cancel(_ id: UInt64) {
        let reason = isShutDown ? "the client was shut down" : "the request was cancelled"
        if let waiting = queued.removeValue(forKey: id) {
            deadlines.remove(waiting.deadline)
            waiting.submission.completion(.failure(HTTPError(.cancelled, reason)))
        } else if let transfer = active[id] {
            let outcome = transfer.easy.outcome
            let error = HTTPError(
                .cancelled,
                reason,
                address: transfer.address(outcome),
                timings: transfer.timings(outcome)
            )
            end(transfer, .failure(error))
        }
        requestWork()
    }

    // MARK: - Starting

    /// Why a request cannot even be tried.
    private func refusal(of request: HTTPRequest) -> HTTPError? {
        if isShutDown { return HTTPError(.cancelled, "the client was shut down") }
        if queued.count >= configuration.maximumQueued {
            return HTTPError(.overloaded, "\(queued.count) requests wait already")
        }
        if let problem = request.problem { return HTTPError(.invalidRequest, problem) }
        return nil
    }

    private func start(_ submission: Submission, _ origin: Origin, _ deadline: TimerToken, queued: Int) {
        let transfer = idle.popLast() ?? Transfer(configuration: configuration, callbacks: callbacks)
        transfer.prepare(.init(submission: submission, origin: origin, queued: queued, deadline: deadline))
        active[submission.id] = transfer
        if multi?.add(transfer.easy) != true {
            end(transfer, .failure(HTTPError(.internal, "libcurl did not accept the request")))
        }
    }

    func startQueued() {
        while let (id, origin) = admission.next() {
            if let waiting = queued.removeValue(forKey: id) {
                let queued = waiting.submission.submitted.duration(to: .now).wholeMicroseconds
                start(waiting.submission, origin, waiting.deadline, queued: queued)
            } else {
                // Cancelled or late meanwhile.
                admission.release(origin)
            }
        }
    }

    // MARK: - Ending

    /// Hands out what libcurl has finished.
    func endFinished() {
        while let (easy, result) = multi?.nextFinished() {
            guard let context = ccurl_private(easy) else { continue }
            let transfer = Transfer.recover(context)
            let outcome = transfer.easy.outcome
            if transfer.isAnswered(result, outcome) {
                if let load = transfer.load { admission.answered(load.origin) }
                if result == CURLE_HTTP2_STREAM { transfer.received.endedEarly() }
                let response = transfer.response(outcome)
                if nextNudge == nil, response.version == .http2 { nextNudge = .now }
                end(transfer, .success(response))
            } else {
                end(transfer, .failure(transfer.error(result, outcome)))
            }
        }
    }

    /// Ends transfers that were led to a forbidden address, before libcurl tries another one.
    func endRefused() {
        while let id = callbacks.refused.popLast() {
            guard let transfer = active[id], let refusal = transfer.refusal else { continue }
            end(transfer, .failure(refusal))
        }
    }

    /// Ends what is late.
    func expire(at now: ContinuousClock.Instant) {
        while let id = deadlines.popDue(at: now) {
            if let waiting = queued.removeValue(forKey: id) {
                let limit = waiting.submission.request.timeout
                let error = HTTPError(.timeout, "no answer within \(limit): all of it was spent waiting for a turn")
                waiting.submission.completion(.failure(error))
            } else if let transfer = active[id] {
                end(transfer, .failure(transfer.timeoutError(transfer.easy.outcome)))
            }
        }
    }

    private func end(_ transfer: Transfer, _ result: Result<HTTPResponse, HTTPError>) {
        guard let load = transfer.load else { return }
        multi?.remove(transfer.easy)
        deadlines.remove(load.deadline)
        active[load.submission.id] = nil
        transfer.reset()
        idle.append(transfer)
        admission.release(load.origin)
        load.submission.completion(result)
    }
}

extension Duration {
    fileprivate var wholeMicroseconds: Int {
        Int(components.seconds) * 1_000_000 + Int(components.attoseconds / 1_000_000_000_000)
    }
}
