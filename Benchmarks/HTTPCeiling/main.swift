internal import Domain
internal import Foundation
internal import HTTP
internal import Reactor
internal import Synchronization

// The HTTP client alone against a receiver: what deliveries could reach if nothing had to be stored.
// Usage: HTTPCeiling URL COUNT [CONCURRENCY]; prints one JSON object.

guard CommandLine.arguments.count >= 3, let total = Int(CommandLine.arguments[2]), total > 0 else {
    print("usage: HTTPCeiling URL COUNT [CONCURRENCY]")
    exit(2)
}
let url = CommandLine.arguments[1]
let concurrency = CommandLine.arguments.count > 3 ? Int(CommandLine.arguments[3]) ?? 64 : 64
let payload = Array(String(repeating: "x", count: 298).utf8)
let body = ([UInt8(ascii: "\"")] + payload + [UInt8(ascii: "\"")])[...]
let reactor = Reactor.start(name: "egress")
let client = HTTPClient(
    configuration: HTTPConfiguration(
        addressPolicy: AddressPolicy(allowsPrivate: true),
        maximumRequestsPerOrigin: concurrency
    ),
    reactor: reactor
)

/// How many requests have been started, have ended, and have failed.
struct Progress: Sendable {
    var started = 0
    var ended = 0
    var failed = 0
}

let progress = Mutex(Progress())
let done = DispatchSemaphore(value: 0)

/// Starts the next request; called once per slot, then by each answer.
@Sendable
func next() {
    let isLeft = progress.withLock { progress in
        guard progress.started < total else { return false }
        progress.started += 1
        return true
    }
    guard isLeft else { return }
    let request = HTTPRequest(
        url: url,
        headers: [Header(name: "Content-Type", value: "application/json")],
        body: body,
        timeout: .seconds(10),
        responseLimit: 1_024
    )
    client.start(request) { result in
        let isLast = progress.withLock { progress in
            progress.ended += 1
            if (try? result.get().status) != 200 { progress.failed += 1 }
            return progress.ended == total
        }
        if isLast { done.signal() } else { next() }
    }
}

let began = ContinuousClock.now
for _ in 0..<concurrency { next() }
done.wait()
let seconds = (ContinuousClock.now - began).inSeconds
var usage = rusage()
getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
let cpu =
    Double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) + Double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec)
    / 1e6
let failed = progress.withLock { $0.failed }
print(#"{"seconds": \#(seconds), "cpu": \#(cpu), "failed": \#(failed), "memory": \#(usage.ru_maxrss * 1_024)}"#)
exit(failed == 0 ? 0 : 1)
