internal import Foundation

/// Where the programs are that tests run.
public enum Programs {
    /// The checkout.
    public static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

    /// Our own executable, built beside the tests.
    public static let longshore =
        ProcessInfo.processInfo.environment["LONGSHORE_TEST_BINARY"]
        ?? URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent().path + "/longshore"

    /// A Python with the foreign judges' packages.
    public static let python =
        ProcessInfo.processInfo.environment["LONGSHORE_TEST_PYTHON"]
        ?? root + "/.longshore/venv/bin/python"

    /// The Kafka-protocol broker.
    ///
    /// Its own program: what pip puts into `bin/` is a wrapper, and killing that leaves the broker running.
    public static let broker = ProcessInfo.processInfo.environment["LONGSHORE_TEST_BROKER"] ?? ""

    /// A Kafka client for the command line.
    public static let kcat = "/usr/bin/kcat"
}
