internal import CEpoll
internal import Glibc

/// Counts wake-ups for waiting threads, in the kernel.
struct WakeSemaphore: ~Copyable {
    private let descriptor: Int32

    init() {
        descriptor = eventfd(0, Int32(EFD_SEMAPHORE) | Int32(EFD_CLOEXEC))
        precondition(descriptor >= 0, "no descriptors left for a thread pool; raise the limit (ulimit -n)")
    }

    deinit { close(descriptor) }

    /// Lets one waiting thread go on, now or later.
    func signal() {
        var one: UInt64 = 1
        _ = write(descriptor, &one, MemoryLayout<UInt64>.size)
    }

    /// Blocks the calling thread until a signal is there for it.
    func wait() {
        var taken: UInt64 = 0
        while read(descriptor, &taken, MemoryLayout<UInt64>.size) < 0, errno == EINTR {}
    }
}
