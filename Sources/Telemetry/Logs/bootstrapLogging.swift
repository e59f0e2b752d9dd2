public import Logging

/// Makes every logger of the process write lines to standard error. Call once, first thing in `main`.
public func bootstrapLogging(format: LogFormat, level: Logger.Level) {
    LoggingSystem.bootstrap { label in
        LineLogHandler(label: label, format: format, level: level)
    }
}
