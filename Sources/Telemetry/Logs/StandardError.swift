internal import Glibc

/// The process's standard error.
public enum StandardError {
    /// Whether people watch it and have not asked for plain text with `NO_COLOR`.
    public static let isTerminal: Bool = unsafe getenv("NO_COLOR") == nil && isatty(STDERR_FILENO) == 1

    /// Writes the whole text; what cannot be written is lost, since there is nowhere left to say so.
    public static func write(_ text: String) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            // The call reads `rest` and keeps nothing; no safe form exists below Foundation.
            let written = unsafe rest.withUnsafeBytes { unsafe Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
            if written > 0 {
                rest = rest.dropFirst(written)
            } else if errno != EINTR {
                return
            }
        }
    }
}
