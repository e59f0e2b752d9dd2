internal import CEpoll
internal import Glibc

/// A thread that no signal handler of the process disturbs.
enum Thread {
    private final class Body {
        let name: String
        let run: @Sendable () -> Void

        init(name: String, run: @escaping @Sendable () -> Void) {
            self.name = name
            self.run = run
        }
    }

    /// Starts a joinable thread; 15 characters of the name count.
    ///
    /// Asynchronous signals are blocked in it: they belong to the main thread, and a broken pipe is then an error code.
    /// What a faulting instruction raises stays open, so that crashes are reported as usual.
    static func start(named name: String, _ body: @escaping @Sendable () -> Void) -> pthread_t {
        var blocked = sigset_t()
        var previous = sigset_t()
        sigfillset(&blocked)
        for fault in [SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT, SIGSYS, SIGPROF] {
            sigdelset(&blocked, fault)
        }
        // The new thread inherits the mask of its creator.
        pthread_sigmask(SIG_SETMASK, &blocked, &previous)
        defer { pthread_sigmask(SIG_SETMASK, &previous, nil) }

        var thread = pthread_t()
        // Balanced by the thread itself.
        let context = Unmanaged.passRetained(Body(name: name, run: body)).toOpaque()
        let status = pthread_create(
            &thread,
            nil,
            { context in
                guard let context else { return nil }
                let body = Unmanaged<Body>.fromOpaque(context).takeRetainedValue()
                cepoll_name_thread(body.name)
                body.run()
                return nil
            },
            context
        )
        precondition(status == 0, "the system refused another thread (error \(status))")
        return thread
    }
}
