internal import CEpoll
internal import Glibc

/// A descriptor that librdkafka, and we ourselves, ring; a reactor waits for it.
struct Bell: ~Copyable {
    let descriptor: Int32

    /// Without `EFD_NONBLOCK` a full counter would hang a thread of librdkafka's.
    init() throws(KafkaFailure) {
        descriptor = eventfd(0, Int32(EFD_NONBLOCK) | Int32(EFD_CLOEXEC))
        guard descriptor >= 0 else {
            throw KafkaFailure(.none, "no descriptor left: raise the limit of open files (ulimit -n)")
        }
    }

    deinit { close(descriptor) }

    func ring() { _ = eventfd_write(descriptor, 1) }

    /// Takes all rings at once; what it is rung for must be looked at after this, not before.
    func silence() {
        var count: eventfd_t = 0
        _ = eventfd_read(descriptor, &count)
    }
}
