internal import Domain
internal import HTTP

/// The request of one attempt: what is signed is what is sent.
enum DeliveryRequest {
    /// Bytes of an answer's body that are kept with the attempt.
    static let responseLimit = 16 * 1_024

    /// Names that a producer's headers may not take: they carry the signature or belong to the connection.
    private static let reserved = ["webhook-id", "webhook-timestamp", "webhook-signature", "x-longshore-replay"]

    static func make(for delivery: Delivery, userAgent: String, now: Timestamp) -> HTTPRequest {
        let destination = delivery.route.destination
        let event = delivery.event
        let id = event.id.description
        let seconds = now.seconds
        let secrets = destination.validSecrets(at: now)
        var headers: [Header] = []
        headers.reserveCapacity(9 + event.headers.count + destination.headers.count)
        headers.append(Header(name: "webhook-id", value: id))
        headers.append(Header(name: "webhook-timestamp", value: String(seconds)))
        headers.append(
            Header(
                name: "webhook-signature",
                value: StandardWebhooks.signature(
                    id: id,
                    timestamp: seconds,
                    body: event.data,
                    keys: secrets.map(\.key)
                )
            )
        )
        headers.append(
            Header(
                name: destination.signatureHeader,
                value: destination.signature.headerValue(
                    body: event.data,
                    keys: secrets.map(\.convoyKey),
                    timestamp: seconds
                )
            )
        )
        headers.append(Header(name: "User-Agent", value: userAgent))
        if let key = event.idempotencyKey {
            headers.append(Header(name: "X-Convoy-Idempotency-Key", value: key))
        }
        if let job = event.replay?.job {
            headers.append(Header(name: "X-Longshore-Replay", value: job.description))
        }
        headers.append(contentsOf: destination.headers)
        for header in event.headers where isForwarded(header, beside: headers) { headers.append(header) }
        if headers.firstValue(named: "content-type") == nil {
            headers.append(Header(name: "Content-Type", value: "application/json"))
        }
        return HTTPRequest(
            url: destination.url,
            headers: headers,
            body: event.data,
            timeout: destination.timeout,
            responseLimit: responseLimit,
            proxy: destination.proxy
        )
    }

    /// Ours win over the producer's; what could break the request's framing is left out.
    private static func isForwarded(_ header: Header, beside ours: [Header]) -> Bool {
        header.isValidHTTPField && !HTTPRequest.isManagedByConnection(header.name)
            && !reserved.contains(where: header.isNamed) && !ours.contains { $0.isNamed(header.name) }
    }
}
