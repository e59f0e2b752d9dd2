internal import Domain
internal import Manifest
internal import Storage

/// What a person reads of a job.
enum JobText {
    /// One line on how far it has come.
    static func progress(of job: JobRow) -> String {
        let share = job.progress.share.map { " \(Int($0 * 100)) %," } ?? ""
        let trouble = job.error.map { "; held up: \($0)" } ?? ""
        return "\(job.state.rawValue):\(share) \(counts(of: job))\(trouble)"
    }

    /// How it ended.
    static func ending(of job: JobRow) -> String {
        var lines = ["\(job.state.rawValue): \(counts(of: job))"]
        if let oldest = job.progress.oldest, let newest = job.progress.newest {
            lines.append("messages from \(oldest.iso8601) to \(newest.iso8601)")
        }
        for partition in job.progress.partitions {
            let rest = partition.position < partition.end ? ", read up to \(partition.position)" : ""
            lines.append("\(partition.name): offsets \(partition.start) to \(partition.end)\(rest)")
        }
        if let error = job.error { lines.append(error) }
        return lines.joined(separator: "\n")
    }

    private static func counts(of job: JobRow) -> String {
        let progress = job.progress
        let verb = job.draft.isDryRun ? "would be handed on" : "handed on"
        let letters = job.draft.isDryRun ? "would-be dead letters" : "dead letters"
        let skipped = progress.skipped > 0 ? ", \(progress.skipped) skipped" : ""
        return
            "\(progress.messages) messages read, \(progress.events) events \(verb), \(progress.deadLetters) \(letters)\(skipped)"
    }
}
