internal import ConnectorCore
internal import HTTP
internal import Logging
internal import Reactor

extension PubSubSession {
    /// Makes one pull and takes in what it brings.
    func perform(_ pull: PullPace.Pull, _ link: Link) async {
        let start = ContinuousClock.now
        let token = token
        let result = await link.client.pull(
            upTo: pull.limit,
            isProbe: isProbing,
            token: token?.value,
            timing: timing
        )
        defer { workBell.ring() }
        switch result {
        case .success(let messages):
            let bytes = holdings.bytes
            holdings.arrived(messages, renewal: .now + timing.firstRenewal)
            pace.answered(
                pull,
                messages: messages.count,
                bytes: holdings.bytes - bytes,
                isPrompt: ContinuousClock.now - start < timing.promptAnswer
            )
            metrics.pulled()
            answered(.pull)
            if !messages.isEmpty { messageBell.ring() }
        case .failure(.transport(let error)) where error.code == .cancelled:
            pace.failed(pull)
        case .failure(let failure) where isIdle(failure, after: ContinuousClock.now - start):
            pace.answered(pull, messages: 0, bytes: 0, isPrompt: false)
        case .failure(.tooLarge):
            overflowed(pull)
        case .failure(let failure):
            pace.failed(pull)
            metrics.failed(.pull)
            isProbing = true
            pullsFrom = .now + pullBackoff.next()
            react(to: failure, of: .pull, link, used: token)
        }
    }

    /// A pull that found nothing for so long that somebody on the way has ended it.
    ///
    /// A refusal that comes at once, or to a probe, is a failure: asking again without a pause would never end.
    private func isIdle(_ failure: RequestFailure, after time: Duration) -> Bool {
        guard !isProbing, time >= timing.idlePull else { return false }
        return switch failure {
        case .transport(let error): error.code == .timeout
        case .refused(let error): error.code == 504 || error.status == "DEADLINE_EXCEEDED"
        default: false
        }
    }

    /// What the answer held comes again once its lease has run out, in smaller helpings.
    private func overflowed(_ pull: PullPace.Pull) {
        pace.overflowed(pull)
        metrics.failed(.pull)
        logger.notice(
            "a pull brought more than is read, asking for less; the messages come again",
            metadata: [LogKey.count: "\(pull.limit)"]
        )
    }
}
