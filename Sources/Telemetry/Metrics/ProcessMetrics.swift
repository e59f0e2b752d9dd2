internal import CoreMetrics
internal import Domain
internal import FoundationEssentials
internal import Glibc

/// What the operating system knows about this process, under the names Prometheus' own clients use.
public enum ProcessMetrics {
    /// Adds `process_…` metrics that are read at each exposition, and one that tells the version.
    public static func add(to metrics: PrometheusMetrics, version: String) {
        let gauge = { (name: String, help: String, labels: [(String, String)]) in
            metrics.describe(name, help)
            return metrics.series(name, .gauge, labels) { GaugeSeries() }
        }
        gauge("longshore_build_info", "Always 1; the label says which version runs.", [("version", version)])
            .set(1.0)
        gauge("process_start_time_seconds", "When the process began, in seconds since 1970.", [])
            .set(Double(Timestamp.now().seconds))
        let resident = gauge("process_resident_memory_bytes", "Memory in RAM now.", [])
        let peak = gauge("process_resident_memory_peak_bytes", "The most memory in RAM so far.", [])
        metrics.describe("process_cpu_seconds_total", "User and system processor time used so far.")
        let processor = metrics.series("process_cpu_seconds_total", .counter, []) { FloatingCounterSeries() }
        metrics.beforeExposition {
            let memory = ProcessFiles.memory()
            resident.set(memory.resident)
            peak.set(memory.peak)
            processor.set(ProcessFiles.processorSeconds())
        }
    }
}

/// Reads `/proc/self`; what cannot be read is zero, so that a scrape never fails for it.
private enum ProcessFiles {
    /// Bytes, from the lines `VmRSS: 1234 kB` and `VmHWM: 1234 kB`.
    static func memory() -> (resident: Double, peak: Double) {
        let lines = text(of: "status").split(separator: "\n")
        func bytes(_ name: String) -> Double {
            let line = lines.first { $0.hasPrefix(name) }
            let number = line?.dropFirst(name.count).split { $0 == " " || $0 == "\t" }.first
            return number.flatMap { Double($0) }.map { $0 * 1_024 } ?? 0
        }
        return (resident: bytes("VmRSS:"), peak: bytes("VmHWM:"))
    }

    /// Fields 14 and 15 of `stat`, counted in clock ticks; the name before them is in parentheses and may hold blanks.
    static func processorSeconds() -> Double {
        let text = text(of: "stat")
        guard let end = text.lastIndex(of: ")") else { return 0 }
        let fields = text[text.index(after: end)...].split(separator: " ")
        guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12]) else { return 0 }
        return (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    private static func text(of file: String) -> String {
        (try? String(contentsOfFile: "/proc/self/\(file)", encoding: .utf8)) ?? ""
    }
}
