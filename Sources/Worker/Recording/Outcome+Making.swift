internal import Domain
internal import HTTP
internal import Storage

extension Outcome {
    /// An attempt has ended.
    static func attempted(
        _ delivery: Delivery,
        request: HTTPRequest,
        result: Result<HTTPResponse, HTTPError>,
        startedAt: Timestamp,
        now: Timestamp
    ) -> Outcome {
        var delivery = delivery
        delivery.attempts += 1
        let attempt = AttemptRecord(
            delivery: delivery,
            request: request,
            result: result,
            startedAt: startedAt
        )
        delivery.lastStatus = attempt.status ?? delivery.lastStatus
        switch Verdict(result, now: now) {
        case .delivered:
            return Outcome(delivery, .success, description: "", at: now, attempt: attempt)
        case .gone:
            let reason = "answered 410 Gone: the endpoint was disabled"
            return Outcome(delivery, .failure, description: reason, at: now, attempt: attempt, disablesEndpoint: true)
        case .failed(let reason, let pause):
            var random = SystemRandomNumberGenerator()
            let made = delivery.attempts - delivery.attemptsBefore
            guard let delay = delivery.route.policy.delay(afterAttempt: made, using: &random) else {
                let reason = "\(reason); no attempt left after \(made)"
                return Outcome(delivery, .failure, description: reason, at: now, attempt: attempt)
            }
            let due = now.adding(max(delay, pause ?? .zero))
            return Outcome(delivery, .retry, description: reason, due: due, at: now, attempt: attempt)
        }
    }

    /// The delivery takes longer than its intake entry may wait: its row says so, and nobody else takes it before the lease ends.
    static func opened(_ delivery: Delivery, leaseEnds: Timestamp, now: Timestamp) -> Outcome {
        Outcome(delivery, .processing, description: "", due: leaseEnds, at: now)
    }

    /// The delivery goes back to the schedule without an attempt.
    static func postponed(_ delivery: Delivery, until due: Timestamp, reason: String, now: Timestamp) -> Outcome {
        let status: DeliveryStatus = delivery.attempts > delivery.attemptsBefore ? .retry : .scheduled
        return Outcome(delivery, status, description: reason, due: due, at: now)
    }

    /// Nothing will be sent, for this reason.
    static func discarded(_ delivery: Delivery, reason: String, now: Timestamp) -> Outcome {
        Outcome(delivery, .discarded, description: reason, at: now)
    }

    private init(
        _ delivery: Delivery,
        _ status: DeliveryStatus,
        description: String,
        due: Timestamp? = nil,
        at now: Timestamp,
        attempt: AttemptRecord? = nil,
        disablesEndpoint: Bool = false
    ) {
        self.init(
            delivery: delivery,
            record: DeliveryRecord(
                id: delivery.id,
                project: delivery.event.project,
                event: delivery.event.id,
                endpoint: delivery.route.destination.id,
                subscription: delivery.route.subscription,
                eventType: delivery.event.eventType,
                acknowledgedAt: delivery.event.acceptedAt,
                status: status,
                attempts: delivery.attempts,
                attemptsBefore: delivery.attemptsBefore,
                nextSendAt: due,
                lastStatus: delivery.lastStatus,
                description: description,
                updatedAt: now,
                latency: status == .success ? max(.zero, now.since(delivery.event.acceptedAt)) : nil,
                replayJob: delivery.event.replay?.job
            ),
            attempt: attempt,
            disablesEndpoint: disablesEndpoint
        )
    }
}

extension AttemptRecord {
    fileprivate init(
        delivery: Delivery,
        request: HTTPRequest,
        result: Result<HTTPResponse, HTTPError>,
        startedAt: Timestamp
    ) {
        let id = ULID.random(at: startedAt)
        let url = delivery.route.destination.shownURL
        let secret = delivery.route.destination.secretHeaders
        let headers =
            secret.isEmpty
            ? request.headers
            : request.headers.map { header in
                secret.contains(header.name.lowercased()) ? Header(name: header.name, value: Redacted.mask) : header
            }
        switch result {
        case .success(let response):
            self.init(
                id: id,
                delivery: delivery.id,
                number: delivery.attempts,
                requestedAt: startedAt,
                url: url,
                address: response.address,
                requestHeaders: headers,
                status: response.status,
                responseHeaders: response.headers,
                responseBody: response.body[...],
                isTruncated: response.isTruncated,
                timings: AttemptTimings(response.timings)
            )
        case .failure(let error):
            self.init(
                id: id,
                delivery: delivery.id,
                number: delivery.attempts,
                requestedAt: startedAt,
                url: url,
                address: error.address,
                requestHeaders: headers,
                error: error.description,
                timings: AttemptTimings(error.timings)
            )
        }
    }
}

extension AttemptTimings {
    /// Phases that were not reached have no time.
    fileprivate init(_ timings: HTTPTimings) {
        let reached = { (time: Int) in time > 0 ? time : nil }
        self.init(
            nameLookup: reached(timings.nameLookup),
            connect: reached(timings.connect),
            tls: reached(timings.tls),
            firstByte: reached(timings.firstByte),
            total: timings.total
        )
    }
}
